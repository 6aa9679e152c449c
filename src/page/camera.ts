import { part } from './elements.ts';

/**
 * Connects the button that takes a photo: to the live view of a camera or, where a page may not open one, to the camera
 * app of a phone.
 *
 * @param onFault receives why there is no photo
 */
export function connectCamera(onPhoto: (photo: Blob) => void, onFault: (fault: string) => void): void {
  const button = part('photo', HTMLButtonElement);
  // Browsers let pages open the camera only over https and on localhost.
  const devices = (navigator as { readonly mediaDevices?: MediaDevices }).mediaDevices;
  const isPhone = matchMedia('(pointer: coarse)').matches;
  button.hidden = devices === undefined && !isPhone;
  const openApp = (): void => part('camera', HTMLElement).click();
  button.addEventListener('click', () => {
    if (devices === undefined) openApp();
    else
      void openViewfinder(devices, onPhoto).catch((cause: unknown) => {
        if (isPhone) openApp();
        else onFault(faultOf(cause));
      });
  });
}

/** Shows what the camera sees until the photo is taken or the view is closed. */
async function openViewfinder(devices: MediaDevices, onPhoto: (photo: Blob) => void): Promise<void> {
  const stream = await devices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } },
  });
  const dialog = part('viewfinder', HTMLDialogElement);
  const video = part('video', HTMLVideoElement);
  video.srcObject = stream;
  dialog.addEventListener(
    'close',
    () => {
      for (const track of stream.getTracks()) track.stop();
      video.srcObject = null;
    },
    { once: true },
  );
  part('closeCamera', HTMLElement).onclick = () => dialog.close();
  part('shutter', HTMLElement).onclick = () =>
    void photoOf(video).then((photo) => {
      dialog.close();
      onPhoto(photo);
    });
  dialog.showModal();
  part('shutter', HTMLElement).focus();
  await video.play();
}

function photoOf(video: HTMLVideoElement): Promise<Blob> {
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
