import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { pinnedImage } from '../../src/hosts/docker/image.ts';
import { containerOptions } from '../../src/mysql/server/options.ts';

const read = (name: string): Promise<string> =>
  readFile(new URL(`../../docker/${name}`, import.meta.url), 'utf8');

const serviceSchema = z.object({
  image: z.string(),
  command: z.array(z.string()),
  ports: z.array(z.string()),
  healthcheck: z.object({ test: z.array(z.string()) }),
});

const services = async () => {
  const { mysql, redis, lab } = parse(await read('compose.yaml')).services;
  return { mysql: serviceSchema.parse(mysql), redis: serviceSchema.parse(redis), lab };
};

describe('compose.yaml', () => {
  test('runs MySQL with the settings of the lab', async () => {
    expect((await services()).mysql.command).toEqual(containerOptions);
  });

  test('opens its ports on the loopback only', async () => {
    const { mysql, redis } = await services();
    for (const port of [...mysql.ports, ...redis.ports]) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test('names images by the pins, and nothing else pins one', async () => {
    const { mysql, redis, lab } = await services();
    expect(mysql.image).toBe(`\${MYSQL_IMAGE}`);
    expect(redis.image).toBe(`\${REDIS_IMAGE}`);
    expect(lab.build.args).toEqual({ NODE_IMAGE: `\${NODE_IMAGE}` });
    const bases = [...(await read('Dockerfile')).matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
    expect(new Set(bases)).toEqual(new Set([`\${NODE_IMAGE}`]));
    for (const name of ['MYSQL_IMAGE', 'REDIS_IMAGE', 'NODE_IMAGE'] as const) {
      expect(await pinnedImage(name)).toMatch(/^[a-z]+:\d/);
    }
  });
});

test('the image of the lab is left by root before anything runs', async () => {
  const lines = (await read('Dockerfile')).split('\n');
  expect(lines.indexOf('USER node')).toBeGreaterThan(0);
  expect(lines.indexOf('USER node')).toBeLessThan(
    lines.findIndex((line) => line.startsWith('RUN isolab server fetch')),
  );
  expect(lines.slice(lines.indexOf('USER node')).filter((line) => line.startsWith('USER'))).toHaveLength(1);
});
