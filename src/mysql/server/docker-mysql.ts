import type { ContainerKind } from '../../hosts/docker/container.ts';
import { ways } from '../../hosts/failure.ts';
import { containerOptions } from './options.ts';
import { complaints } from './template.ts';

export const mysqlContainer: ContainerKind = {
  name: 'MySQL',
  port: 3306,
  environment: (password) => ({ MYSQL_ROOT_PASSWORD: password, MYSQL_INITDB_SKIP_TZINFO: 'yes' }),
  command: containerOptions,
  tmpfs: { '/var/lib/mysql': 'rw,size=1g' },
  // The images first start a server without a port, to make accounts.
  readyLine: /ready for connections.*port: 3306\b/,
  complaints,
  next: ['See that the image is a MySQL like the official one: --server docker:mysql:8.4.', ways.url],
};
