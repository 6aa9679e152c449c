/** Checks the package on several versions of Node and npm: `npm run test:matrix`. Takes several minutes. */
import { writePhotos } from '../support/photos.ts';
import { packageProject, packPackage } from '../support/package-project.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { runChecks, table, type Row } from './check.ts';
import { nodeChecks } from './node-checks.ts';
import { npmChecks } from './npm-checks.ts';
import { fetchPackage, linkToolchain, missingPackages, type Toolchain } from './toolchain.ts';

const NODES: readonly Toolchain[] = [
  { node: '20.19', npm: '10' },
  { node: '22', npm: '10' },
  { node: '24', npm: '11' },
  { node: '26', npm: '12' },
];
const NPMS: readonly Toolchain[] = ['10', '11', '12'].map((npm) => ({ node: '24', npm }));

const missing = missingPackages([...NODES, ...NPMS]);
if (missing.length > 0)
  console.log(`Downloading from npm: ${missing.join(', ')} (about 50 MB per Node, 3 MB per npm)`);
for (const spec of missing) await fetchPackage(spec);

using temporary = temporaryFolder();
console.log('Building and packing Millrace');
const tarball = await packPackage(temporary.path);
const failures: string[] = [];
const fail = (reason: string): void => void failures.push(reason);

async function nodeRow(toolchain: Toolchain): Promise<Row> {
  const { name, programs } = linkToolchain(toolchain, temporary.path);
  await using project = await packageProject(tarball, [programs]);
  await writePhotos(project.at('photos'));
  return await runChecks(name, project, nodeChecks(Number(toolchain.node) >= 22), fail);
}

const npmRow = (toolchain: Toolchain): Promise<Row> => {
  const { name, programs } = linkToolchain(toolchain, temporary.path);
  return runChecks(name, { tarball, programs }, npmChecks(toolchain.npm), fail);
};

const nodeRows: Row[] = [];
for (const toolchain of NODES) nodeRows.push(await nodeRow(toolchain));
const npmRows: Row[] = [];
for (const toolchain of NPMS) npmRows.push(await npmRow(toolchain));

const headings = (checks: readonly { readonly name: string }[]): readonly string[] => [
  '',
  ...checks.map(({ name }) => name),
];
console.log(`\n${table(headings(nodeChecks(true)), nodeRows)}`);
console.log(`\n${table(headings(npmChecks('12')), npmRows)}`);
for (const reason of failures) console.log(`\n${reason}`);
console.log(`\n${failures.length === 0 ? 'All checks passed.' : `${failures.length} checks failed.`}`);
process.exitCode = failures.length === 0 ? 0 : 1;
