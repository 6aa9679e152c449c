import { of } from 'rxjs';
import { commands, type RunCommand } from '../cli/commands.ts';
import { summaryLine } from '../cli/help.ts';

/** Lists the commands. */
export const list: RunCommand = () => of(commands.map(summaryLine).join('\n'));
