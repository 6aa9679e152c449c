import { part } from './elements.ts';

/**
 * Connects the button that takes a photo: to the live view of a camera or, where a page may not open one, to the camera
 * app of a phone.
 *
 * @param onFault receives the reason why there is no photo
 */
export function connectCamera(onPhoto: (photo: Blob) => void, onFault: (fault: string) => void): void {
  const button = part('photo', HTMLButtonElement);
  // Browsers let pages open the camera only over https and on localhost.
  const devices = (navigator as { readonly mediaDevices?: MediaDevices }).mediaDevices;
  const isPhone = matchMedia('(pointer: coarse)').matches;
  button.hidden = devices === undefined && !isPhone;
  const openApp = (): void => part('camera', HTMLElement).click();
  let isOpening = false;
  button.addEventListener('click', () => {
    if (isOpening) return;
    if (devices === undefined) {
      openApp();
      return;
    }
    isOpening = true;
    void openViewfinder(devices, onPhoto, onFault)
      .catch((cause: unknown) => {
        if (isPhone) openApp();
        else onFault(faultOf(cause));
      })
      .finally(() => (isOpening = false));
  });
}

/** Shows what the camera sees until the photo is taken or the view is closed. Rejects if it cannot be shown. */
async function openViewfinder(
  devices: MediaDevices,
  onPhoto: (photo: Blob) => void,
  onFault: (fault: string) => void,
): Promise<void> {
  const stream = await devices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } },
  });
  const dialog = part('viewfinder', HTMLDialogElement);
  const video = part('video', HTMLVideoElement);
  const shutter = part('shutter', HTMLButtonElement);
  const closed = new AbortController();
  const close = (): void => {
    closed.abort();
    for (const track of stream.getTracks()) track.stop();
    if (video.srcObject === stream) video.srcObject = null;
    dialog.close();
  };
  // Also by the Escape key.
  dialog.onclose = close;
  part('closeCamera', HTMLElement).onclick = close;
  // There is no image before the first frame.
  shutter.disabled = true;
  video.onloadeddata = () => {
    shutter.disabled = false;
    shutter.focus();
  };
  shutter.onclick = () => {
    const photo = photoOf(video);
    close();
    void photo.then(onPhoto, () =>
      onFault('The camera gave no image. Try again, or choose an image instead.'),
    );
  };
  try {
    video.srcObject = stream;
    dialog.showModal();
    await video.play();
  } catch (cause) {
    // Closing the view aborts what is still starting.
    if (closed.signal.aborted) return;
    close();
    throw cause;
  }
}

/** Returns the current frame, which is copied before this function returns. */
async function photoOf(video: HTMLVideoElement): Promise<Blob> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}

function faultOf(cause: unknown): string {
  const name = cause instanceof DOMException ? cause.name : '';
  if (name === 'NotAllowedError') return 'The camera is blocked. Allow it for this page, then try again.';
  if (name === 'NotFoundError') return 'No camera was found. Choose an image instead.';
  return 'The camera does not start: another program may use it.';
}
