// Bundles the page and its packages into one script and one style sheet, compressed, in the folder given.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const folder = process.argv[2] ?? 'dist';
const result = await build({
  entryPoints: { graphiql: 'src/page.jsx' },
  outdir: folder,
  bundle: true,
  minify: true,
  write: false,
  format: 'iife',
  target: 'es2022',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.woff': 'dataurl', '.woff2': 'dataurl', '.ttf': 'dataurl', '.svg': 'dataurl' },
  legalComments: 'linked',
  logLevel: 'error',
});

mkdirSync(folder, { recursive: true });
for (const file of result.outputFiles) {
  const name = file.path.split(/[\\/]/).at(-1);
  writeFileSync(join(folder, `${name}.gz`), gzipSync(file.contents, { level: constants.Z_BEST_COMPRESSION }));
}
