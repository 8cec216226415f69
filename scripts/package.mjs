// Builds the packages that Crossplane installs: the function, with its runtime image embedded, and the configuration.
// It needs Docker or buildah, and the crossplane CLI (or .tools/crossplane, from scripts/tools.mjs).
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findPrograms } from './package/find-programs.mjs';
import { stageConfiguration } from './package/stage-configuration.mjs';

const USAGE = `Usage: npm run package -- [options]

  --registry NAME       where the packages will be pulled from (default registry.example.org)
  --provider NAME       the package of provider-upjet-digitalocean (default: the one in configuration/crossplane.yaml)
  --provider-sql NAME   the package of provider-sql (likewise)
  --platform LIST       platforms of the function, for example linux/amd64,linux/arm64 (default: this machine's)
  --build-image NAME    the image to build with
  --base-image NAME     the image to run on
  --engine NAME         docker or buildah (default: the first of them that runs)
  --out FOLDER          where the packages are written (default out)
  --push                push the packages to the registry, too
`;
const NAMES = { function: 'function-database-binding', configuration: 'configuration-database-binding' };
const HERE = { x64: 'amd64' };

const root = fileURLToPath(new URL('..', import.meta.url));
const version = `v${JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version}`;
const options = readOptions();
const out = resolve(root, options.out);
const { crossplane, engine } = programs();

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const functions = options.platform.split(',').map(buildFunction);
const configuration = buildConfiguration();
for (const [name, files] of [
  [NAMES.function, functions],
  [NAMES.configuration, [configuration]],
]) {
  const push = ['xpkg', 'push', `--package-files=${files.join(',')}`, `${options.registry}/${name}:${version}`];
  if (options.push) run(crossplane, push);
  else process.stdout.write(`push with: crossplane ${push.join(' ')}\n`);
}

/** One package per platform, each with its runtime image; a registry keeps all of them under one tag. */
function buildFunction(platform) {
  const architecture = platform.split('/').slice(1).join('-');
  const image = `localhost/${NAMES.function}:${version}-${architecture}`;
  const tarball = join(out, `runtime-${architecture}.tar`);
  const bases = Object.entries({ BUILD_IMAGE: options['build-image'], BASE_IMAGE: options['base-image'] });
  const args = bases.flatMap(([name, value]) => (value === undefined ? [] : ['--build-arg', `${name}=${value}`]));
  const build = ['build', '--platform', platform, ...args, '--tag', image];
  if (engine === 'docker') {
    // Without provenance it is one image, not an index; Crossplane's package records its origin itself.
    run(engine, [...build, '--provenance=false', '--output', `type=docker,dest=${tarball}`, root]);
  } else {
    run(engine, [...build, root]);
    run(engine, ['push', '--quiet', image, `docker-archive:${tarball}:${image}`]);
  }
  return buildPackage(join(root, 'package'), `${NAMES.function}-${architecture}`, [
    `--embed-runtime-image-tarball=${tarball}`,
  ]);
}

function buildConfiguration() {
  const staged = join(out, 'configuration');
  const { registry, provider, 'provider-sql': providerSql } = options;
  const providers = { 'provider-upjet-digitalocean': provider, 'provider-sql': providerSql };
  stageConfiguration(join(root, 'configuration'), staged, { registry, providers });
  return buildPackage(staged, NAMES.configuration, []);
}

function buildPackage(folder, name, args) {
  const file = join(out, `${name}.xpkg`);
  const examples = `--examples-root=${join(root, 'examples')}`;
  run(crossplane, ['xpkg', 'build', `--package-root=${folder}`, `--package-file=${file}`, examples, ...args]);
  return file;
}

function readOptions() {
  const text = { type: 'string' };
  try {
    const { values } = parseArgs({
      options: {
        registry: { ...text, default: 'registry.example.org' },
        provider: text,
        'provider-sql': text,
        platform: { ...text, default: `linux/${HERE[process.arch] ?? process.arch}` },
        'build-image': text,
        'base-image': text,
        engine: text,
        out: { ...text, default: 'out' },
        push: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (!values.help) return values;
    process.stdout.write(USAGE);
    process.exit(0);
  } catch (error) {
    fail(`${error.message}\n\n${USAGE}`);
  }
}

/** What builds the packages and the images. */
function programs() {
  const engines = options.engine === undefined ? ['docker', 'buildah'] : [options.engine];
  try {
    return findPrograms({
      crossplane: {
        commands: [
          ['crossplane', 'version', '--client'],
          [join(root, '.tools/crossplane'), '--help'],
        ],
        advice: 'install the crossplane CLI, or build it with "node scripts/tools.mjs"',
      },
      engine: {
        commands: engines.map((name) => [name, 'info']),
        advice: 'install Docker or buildah, and start the daemon of Docker',
      },
    });
  } catch ({ message }) {
    return fail(`cannot build the packages:${message}\n`);
  }
}

function run(program, args) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) fail(`cannot run ${program} ${args[0]}: ${error?.message ?? `it ended with ${status}`}\n`);
}

function fail(message) {
  process.stderr.write(message);
  process.exit(1);
}
