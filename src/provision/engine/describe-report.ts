import { formatBytes } from '../../core/index.ts';
import { describeMpi } from '../mpi/describe-mpi.ts';
import { describeProcessor } from '../machine/processor.ts';
import type { DoctorReport, EngineState, Problem } from './doctor-report.ts';

/** Returns the report as lines for people: problems first, hints last, each with what to do about it. */
export function describeReport(report: DoctorReport): string {
  const { tensorflow } = report;
  const rows: readonly (readonly [string, string])[] = [
    ['Node', report.node],
    ['Platform', report.platform],
    ['Processor', describeProcessor(report.processor)],
    ['TensorFlow', tensorflow === null ? whyUnknown(report) : tensorflow.tensorflow],
    ['Device', tensorflow === null ? 'unknown' : tensorflow.device],
    ['Threads', tensorflow === null ? 'unknown' : `${tensorflow.threads}`],
    ['NVIDIA driver', report.hasNvidiaDriver ? 'present' : 'none'],
    ...report.engines.map((engine) => [`Engine, ${engine.device}`, describeEngine(engine)] as const),
    ['Cache', `${report.cacheFolder} (${formatBytes(report.cacheBytes)})`],
    ['MPI', describeMpi(report.mpi, report.platform)],
    ['pip', report.pip ?? 'none'],
    ['C++ compiler', report.compilers.length === 0 ? 'none' : report.compilers.join(', ')],
  ];
  const describe = (mark: string, { problem, advice }: Problem): string =>
    `${mark} ${problem}. ${advice}`.trimEnd();
  const problems = report.problems.map((each) => describe('!', each));
  return [
    ...problems,
    ...rows.map(([name, value]) => `${name.padEnd(WIDTH)}${value}`),
    ...report.hints.map((each) => describe('-', each)),
    ...(problems.length === 0 ? ['No problems.'] : []),
  ].join('\n');
}

const WIDTH = 16;

const whyUnknown = ({ engines, device }: DoctorReport): string =>
  ({ prepared: 'does not load', damaged: 'damaged', missing: 'not prepared', unsupported: 'not prepared' })[
    engines.find((engine) => engine.device === device)?.state ?? 'missing'
  ];

function describeEngine({ state, folder }: EngineState): string {
  switch (state) {
    case 'prepared':
      return `prepared: ${folder}`;
    case 'damaged':
      return `damaged: ${folder}`;
    case 'missing':
      return 'not prepared';
    case 'unsupported':
      return 'not supported on this machine';
  }
}
