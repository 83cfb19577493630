import { access, readFile } from 'node:fs/promises';

/** Where apt gets MySQL from. */
export type PackageSource =
  | {
      readonly kind: 'debian';
      readonly label: string;
      /** The line of a sources.list. */
      readonly line: string;
    }
  | { readonly kind: 'host'; readonly label: string };

const mirror = 'http://deb.debian.org/debian';

/** The only Debian suite that has MySQL: https://tracker.debian.org/pkg/mysql-9.7 */
const suite = 'sid';

const keyrings = [
  '/usr/share/keyrings/debian-archive-keyring.gpg',
  '/usr/share/keyrings/debian-archive-keyring.pgp',
];

/**
 * Ubuntu's own sources offer MySQL; on Debian it comes from sid, signed by Debian's archive key. Undefined
 * where apt has neither.
 */
export const findPackageSource = async (): Promise<PackageSource | undefined> => {
  if (await isUbuntu()) return { kind: 'host', label: "Ubuntu's package sources, as set up on this machine" };
  for (const keyring of keyrings) {
    if (await exists(keyring)) {
      return {
        kind: 'debian',
        label: `Debian ${suite} at ${mirror}`,
        line: `deb [signed-by=${keyring}] ${mirror} ${suite} main`,
      };
    }
  }
  return undefined;
};

/** https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
const isUbuntu = async (): Promise<boolean> => {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const ids = [...text.matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].flatMap(([, value = '']) =>
    value.replaceAll(/["']/g, '').split(' '),
  );
  return ids.includes('ubuntu');
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
