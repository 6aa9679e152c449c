export { globFiles } from './glob-files.ts';
export {
  openCollective,
  openedCollective,
  type LiveCollective,
  type MpiLibrary,
  type OpenCollectiveConfig,
} from './collective/index.ts';
export { createCapabilities, type CapabilitiesConfig } from './create-capabilities.ts';
export { isFile, isFolder, liveDisk, type Disk } from './disk.ts';
export { rasterize } from './drawing/rasterize.ts';
export { saveDrawing } from './drawing/save-drawing.ts';
export { runFolder, type RunFolder, type RunFolderConfig } from './run-folder/run-folder.ts';
export { silentFolder } from './run-folder/silent-folder.ts';
export { followLines, type FollowLinesConfig } from './run-folder/follow-lines.ts';
export { liveItemStores } from './item-store/index.ts';
export { pausable } from './pausable.ts';
export { hasCheckpoint } from './run-folder/checkpoint-file.ts';
export { claimFolder, claimNewFolder, folderOwner, type ClaimedFolder } from './run-folder/claimed-folder.ts';
export { hasRun, runState } from './run-folder/run-state.ts';
export { prunePlan, type KeptRun } from './run-folder/prune-plan.ts';
export { removeRun, type RemovedRun } from './run-folder/remove-run.ts';
export { runsIn } from './run-folder/runs-in.ts';
export {
  readConfig,
  readModelConfig,
  readRunConfig,
  readStoredRun,
  type StoredRun,
} from './run-folder/read-config.ts';
export {
  reportBegun,
  startDetached,
  type DetachedConfig,
  type DetachedStart,
} from './run-folder/start-detached.ts';
export { MODEL_FILES } from './models/model-contents.ts';
export { hasModel, readModelDescription, readModelFile, saveModelIn } from './models/model-file.ts';
export { parsePretrainedConfig, type ConfigFault } from './models/parse-pretrained-config.ts';
export { isWeightsFileName, readWeights } from './models/read-weights.ts';
export { errorCode, messageOf } from './support/message-of.ts';
export { saveTextFile } from './support/save-text-file.ts';
export { whyNotWritable } from './why-not-writable.ts';
export type { Lines } from './run-folder/line-reader.ts';
export { readPageFiles } from './page-files/read-page-files.ts';
export { decodeImage, thumbnail } from './images/index.ts';
export {
  forkModule,
  launchModule,
  LINK,
  LINK_PID,
  loadModule,
  loaderArguments,
  orphanGuard,
  ownModule,
  userError,
  messageSocket,
  type ForkModuleConfig,
  type Hello,
  type Launcher,
  type LaunchModuleConfig,
  type MessageSocket,
  type OrphanGuard,
  type OrphanGuardConfig,
  type UserErrorConfig,
} from './processes/index.ts';
