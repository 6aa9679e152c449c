import { freeBytes } from '../support/files.ts';
import { storedBytes } from './segment-folder.ts';

/** Bytes after which the room is measured again: other processes store images too, and other programs use the disk. */
const SPAN = 2 ** 26;

/** The room for new pixels in a folder: up to its limit, and at most half of the space that was free at first. */
export class Room {
  private readonly folder: string;
  private readonly maxBytes: number;
  private readonly minFree: number;
  private granted = 0;
  private isFull = false;

  private constructor(folder: string, maxBytes: number, minFree: number) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.minFree = minFree;
  }

  static async of(folder: string, maxBytes: number): Promise<Room> {
    return new Room(folder, maxBytes, (await freeBytes(folder)) / 2);
  }

  /** Takes room for a number of bytes. Returns false if there is none, from then on every time. */
  async take(bytes: number): Promise<boolean> {
    if (!this.isFull && bytes > this.granted) {
      this.granted = Math.min(await this.measure(), Math.max(SPAN, bytes));
      this.isFull = bytes > this.granted;
    }
    if (this.isFull) return false;
    this.granted -= bytes;
    return true;
  }

  private async measure(): Promise<number> {
    const free = (await freeBytes(this.folder)) - this.minFree;
    return Math.min(this.maxBytes - (await storedBytes(this.folder)), free);
  }
}
