/** The machines that Debian and Ubuntu build MySQL for and that we know how to start it on. */
export interface Architecture {
  /** As dpkg calls it. */
  readonly debian: string;
  /** As Node calls it. */
  readonly node: NodeJS.Architecture;
  /** The folder of its libraries. */
  readonly triplet: string;
  readonly loader: string;
}

export const architectures: readonly Architecture[] = [
  { debian: 'amd64', node: 'x64', triplet: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' },
  { debian: 'arm64', node: 'arm64', triplet: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' },
];
