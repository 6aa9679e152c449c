import { readFileSync } from 'node:fs';

type License = 'Apache-2.0' | 'MIT' | 'BSD-2-Clause' | 'BSD-3-Clause';

/** Third-party code in the page, and whose copyright its licence requires to be named. */
interface Inclusion {
  readonly name: string;
  readonly licenses: readonly License[];
  readonly copyright: readonly string[];
}

const tensorFlow = (name: string): Inclusion => ({
  name: `@tensorflow/${name}`,
  licenses: ['Apache-2.0'],
  copyright: ['Copyright 2017-2024 Google LLC'],
});

/** Packages in `page.js`. */
const PACKAGES: readonly Inclusion[] = [
  tensorFlow('tfjs-core'),
  tensorFlow('tfjs-backend-cpu'),
  tensorFlow('tfjs-backend-webgl'),
  tensorFlow('tfjs-backend-wasm'),
  {
    name: '@tensorflow/tfjs-layers',
    licenses: ['MIT', 'Apache-2.0'],
    copyright: [
      'Copyright (c) 2015-2018 François Chollet',
      'Copyright (c) 2015-2018 Google LLC',
      'Copyright (c) 2017-2018 Microsoft, LLC',
      'Copyright 2022-2023 CodeSmith LLC',
      'Copyright (c) 2015-2018 the respective contributors',
    ],
  },
  {
    name: 'long',
    licenses: ['Apache-2.0'],
    copyright: ['Copyright 2013 Daniel Wirtz', 'Copyright 2009 The Closure Library Authors'],
  },
  { name: 'node-fetch', licenses: ['MIT'], copyright: ['Copyright (c) 2016 David Frank'] },
  {
    name: 'seedrandom',
    licenses: ['MIT'],
    copyright: ['Copyright 2019 David Bau', 'Copyright (C) 2010 Johannes Baagøe'],
  },
];

/** Libraries that are compiled into the WebAssembly of `@tensorflow/tfjs-backend-wasm`. */
const LIBRARIES: readonly Inclusion[] = [
  {
    name: 'XNNPACK',
    licenses: ['BSD-3-Clause'],
    copyright: ['Copyright (c) Facebook, Inc. and its affiliates', 'Copyright 2019 Google LLC'],
  },
  {
    name: 'pthreadpool',
    licenses: ['BSD-2-Clause'],
    copyright: [
      'Copyright (c) 2017 Facebook Inc.',
      'Copyright (c) 2015-2017 Georgia Institute of Technology',
    ],
  },
  {
    name: 'cpuinfo and clog',
    licenses: ['BSD-2-Clause'],
    copyright: [
      'Copyright (c) 2017 Facebook Inc.',
      'Copyright (C) 2012-2017 Georgia Institute of Technology',
      'Copyright (C) 2010-2012 Marat Dukhan',
    ],
  },
  {
    name: 'FP16',
    licenses: ['MIT'],
    copyright: ['Copyright (c) 2017 Facebook Inc.', 'Copyright (c) 2017 Georgia Institute of Technology'],
  },
  { name: 'FXdiv', licenses: ['MIT'], copyright: ['Copyright (c) 2016 Marat Dukhan'] },
  { name: 'Emscripten', licenses: ['MIT'], copyright: ['Copyright (c) 2010-2014 Emscripten authors'] },
  { name: 'musl', licenses: ['MIT'], copyright: ['Copyright (c) 2005-2020 Rich Felker, et al.'] },
];

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

const bsd = (more: string): string => `All rights reserved.

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
following conditions are met:

* Redistributions of source code must retain the above copyright notice, this list of conditions and the following
  disclaimer.

* Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following
  disclaimer in the documentation and/or other materials provided with the distribution.
${more}
THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY,
WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.`;

const NO_ENDORSEMENT = `
* Neither the name Facebook nor the names of its contributors may be used to endorse or promote products derived from
  this software without specific prior written permission.
`;

/** Returns the notices and licences of the code in the page. Throws if it includes a package that they do not name. */
export function pageLicenses(packages: ReadonlySet<string>): string {
  const missing = [...packages].filter((name) => !PACKAGES.some((known) => known.name === name));
  if (missing.length > 0) throw new Error(`page-licenses.ts: expected the licence of ${missing.join(', ')}`);
  const texts: Readonly<Record<License, string>> = {
    MIT,
    'BSD-2-Clause': bsd(''),
    'BSD-3-Clause': bsd(NO_ENDORSEMENT),
    // That of Millrace itself.
    'Apache-2.0': readFileSync(new URL('../../../LICENSE', import.meta.url), 'utf8').trimEnd(),
  };
  return `This page includes Millrace (Apache-2.0) and the following code.

In page.js:

${PACKAGES.map(notice).join('\n')}
In tfjs-backend-wasm-simd.wasm: @tensorflow/tfjs-backend-wasm, and

${LIBRARIES.map(notice).join('\n')}
${Object.entries(texts)
  .map(([name, text]) => `${'='.repeat(80)}\n${name}\n\n${text}\n`)
  .join('\n')}`;
}

const notice = ({ name, licenses, copyright }: Inclusion): string =>
  `${name} (${licenses.join(' and ')})\n${copyright.map((line) => `  ${line}\n`).join('')}`;
