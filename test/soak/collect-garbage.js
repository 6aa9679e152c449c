/** Loaded into both processes of a soak run. Collects the garbage every two seconds, so that only what is kept is measured. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
setInterval(runInNewContext('gc'), 2000).unref();
