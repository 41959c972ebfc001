/**
 * What can be known of Dockerfile and compose.yaml without a container engine: they name things that exist, run
 * unprivileged, are watched, keep their data and carry no password.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = path.join(import.meta.dirname, '..');

type Instruction = Readonly<{ name: string; rest: string }>;

type Service = Readonly<{
  build?: string;
  image?: string;
  depends_on?: Readonly<Record<string, Readonly<{ condition: string }>>>;
  environment: Readonly<Record<string, string>>;
  ports?: readonly string[];
  volumes: readonly string[];
  healthcheck?: Readonly<{ test: readonly string[] }>;
}>;

type Compose = Readonly<{ services: Readonly<Record<string, Service>>; volumes: Readonly<Record<string, unknown>> }>;

function read(name: string): string {
  return readFileSync(path.join(ROOT, name), 'utf8');
}

describe('Dockerfile', () => {
  const instructions = parseDockerfile(read('Dockerfile'));
  const restsOf = (name: string): readonly string[] =>
    instructions.filter((instruction) => instruction.name === name).map(({ rest }) => rest);
  const names = instructions.map(({ name }) => name);

  test('one stage on Node 24, no build', () => {
    expect(restsOf('FROM')).toEqual(['node:24-slim']);
    expect(restsOf('RUN').join(' ')).not.toMatch(/npm run|tsc/);
  });

  test('the program runs as the user node, set before it starts and after the last installation', () => {
    expect(restsOf('USER')).toEqual(['node']);
    expect(names.lastIndexOf('RUN')).toBeLessThan(names.indexOf('USER'));
    expect(names.indexOf('USER')).toBeLessThan(names.indexOf('CMD'));
  });

  test('what is copied exists and is let through by .dockerignore', () => {
    const letThrough = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = restsOf('COPY').flatMap((rest) => rest.split(/\s+/).slice(0, -1));
    expect(copied.filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
    expect(copied.toSorted()).toEqual(letThrough.toSorted());
  });

  test('it is watched at /healthz with the Node that is there anyway, and listens beyond its own loopback', () => {
    const [check = ''] = restsOf('HEALTHCHECK');
    expect(check).toContain('/healthz');
    expect(JSON.parse(check.slice(check.indexOf('CMD') + 3))).toEqual(['node', '--eval', expect.any(String)]);
    expect(restsOf('ENV').join(' ')).toContain('HOST=0.0.0.0');
  });

  test('data outlives the container in /data, which is where DATA_DIR points', () => {
    expect(restsOf('VOLUME')).toEqual(['/data']);
    expect(restsOf('ENV').join(' ')).toContain('DATA_DIR=/data');
  });

  test('the program gets the signals itself: no shell and no npm between', () => {
    const [command = ''] = restsOf('CMD');
    expect(JSON.parse(command)).toEqual(['node', 'src/main.ts', 'serve']);
    expect(existsSync(path.join(ROOT, 'src/main.ts'))).toBe(true);
  });
});

describe('compose.yaml', () => {
  const text = read('compose.yaml');
  const compose = parse(text) as Compose;
  const services = Object.entries(compose.services);

  test('every service that is waited for exists, is waited for until healthy, and says when it is', () => {
    const waits = services.flatMap(([, service]) => Object.entries(service.depends_on ?? {}));
    expect(waits.length).toBeGreaterThan(0);
    for (const [name, { condition }] of waits) {
      expect(condition).toBe('service_healthy');
      expect(compose.services[name]?.healthcheck?.test[0]).toBe('CMD');
    }
  });

  test('ports are open to this machine alone', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  test('every volume that is mounted is declared, and every declared one mounted', () => {
    const mounted = services.flatMap(([, service]) => service.volumes.map((volume) => volume.split(':')[0]));
    expect(mounted.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
  });

  test('no secret is written down: each must be given, and its absence says where', () => {
    const secrets = services.flatMap(([, service]) =>
      Object.entries(service.environment).filter(([name]) => /PASSWORD|SECRET|DATABASE_URL/.test(name)),
    );
    expect(secrets.map(([name]) => name).toSorted()).toEqual(['DATABASE_URL', 'POSTGRES_PASSWORD', 'SECRET_KEY']);
    for (const [, value] of secrets) expect(value).toMatch(/\$\{(POSTGRES_PASSWORD|SECRET_KEY):\?[^}]+\}/);
  });

  test('the service finds the database by the name, the user and the database that compose gives it', () => {
    const database = compose.services.database;
    const url = (compose.services.vigie?.environment.DATABASE_URL ?? '').replace(/\$\{[^}]*\}/, 'secret');
    const { username, hostname, port, pathname } = new URL(url);
    expect({ username, hostname, port, pathname }).toEqual({
      username: database?.environment.POSTGRES_USER,
      hostname: 'database',
      port: '5432',
      pathname: `/${database?.environment.POSTGRES_DB}`,
    });
    expect(database?.image).toMatch(/^postgres:\d+$/);
  });
});

/** Comments dropped, continued lines joined. */
function parseDockerfile(text: string): readonly Instruction[] {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', ...rest] = line.split(' ');
      return { name, rest: rest.join(' ') };
    });
}
