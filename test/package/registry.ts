import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { asList, asString, at, type Json } from '../../src/lib/json.js';

/** Whether Debian's registry is installed. */
export const REGISTRY = spawnSync('docker-registry', ['--version']).status === 0;

/** A registry of packages, on loopback. */
export interface Registry {
  /** `127.0.0.1:<port>`: clients speak plain HTTP to it, and Crossplane wants a dot in the name of a registry. */
  readonly name: string;
  /** The files of an image's layer that is annotated so, as one text: they are not compressed any more. */
  layer(repository: string, tag: string, annotation: string): Promise<string>;
  /** How many layers an image has. */
  layers(repository: string, tag: string): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a registry with nothing in it, on a port of its own choice. */
export async function startRegistry(): Promise<Registry> {
  const folder = mkdtempSync(join(tmpdir(), 'registry-'));
  const config = join(folder, 'config.yml');
  const storage = `storage: { filesystem: { rootdirectory: ${join(folder, 'data')} } }`;
  writeFileSync(config, `version: 0.1\nlog: { formatter: json }\n${storage}\nhttp: { addr: "127.0.0.1:0" }\n`);
  const child = spawn('docker-registry', ['serve', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const name = `127.0.0.1:${await listeningPort(child)}`;

  async function get(path: string): Promise<Response> {
    const response = await fetch(`http://${name}/v2/${path}`, {
      headers: {
        accept: 'application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json',
      },
    });
    if (!response.ok) throw new Error(`cannot get "${path}": ${response.status}`);
    return response;
  }
  const manifestLayers = async (repository: string, tag: string) =>
    asList(at((await (await get(`${repository}/manifests/${tag}`)).json()) as Json, 'layers'));

  return {
    name,
    layers: async (repository, tag) => (await manifestLayers(repository, tag)).length,
    layer: async (repository, tag, annotation) => {
      const layers = await manifestLayers(repository, tag);
      const found = layers.find((layer) => at(layer, 'annotations', 'io.crossplane.xpkg') === annotation);
      const blob = await get(`${repository}/blobs/${asString(at(found, 'digest'))}`);
      return gunzipSync(await blob.arrayBuffer()).toString();
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

function listeningPort(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = '';
    child.stderr?.on('data', (chunk) => {
      log += chunk;
      const port = /listening on 127\.0\.0\.1:(\d+)/.exec(log)?.[1];
      if (port !== undefined) resolve(port);
    });
    child.once('close', () => reject(new Error(`the registry ended: ${log}`)));
  });
}
