import { getContainerRuntimeClient } from 'testcontainers';

/** What tests want of the engine itself. */
export interface DockerApi {
  pull(image: string): Promise<void>;
  /** Removes an image if it is there. */
  remove(image: string): Promise<void>;
  has(image: string): Promise<boolean>;
  /** The ids of all containers of an image, running or not. */
  containersFrom(image: string): Promise<readonly string[]>;
  /** The ids of all containers of this lab user, running or not. */
  containersOf(user: string): Promise<readonly string[]>;
  /** Where a container's MySQL port is to be reached: "127.0.0.1". */
  portOf(container: string): Promise<readonly (string | undefined)[]>;
}

export const dockerOf = async (): Promise<DockerApi> => {
  const client = await getContainerRuntimeClient();
  const docker = client.container.dockerode;
  return {
    pull: async (image) => {
      const stream = await docker.pull(image);
      await new Promise<void>((resolve, reject) => {
        // What went wrong stands in a line of its own.
        const told = (line: { readonly error?: string }): void => {
          if (line.error !== undefined) reject(new Error(line.error));
        };
        docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()), told);
      });
    },
    remove: async (image) => {
      await docker
        .getImage(image)
        .remove({ force: true })
        .catch(() => undefined);
    },
    has: async (image) =>
      await docker
        .getImage(image)
        .inspect()
        .then(
          () => true,
          () => false,
        ),
    containersFrom: async (image) => {
      const found = await docker.listContainers({ all: true, filters: { ancestor: [image] } });
      return found.map(({ Id }) => Id);
    },
    containersOf: async (user) => {
      const filters = { label: [`isolab.user=${user}`] };
      return (await docker.listContainers({ all: true, filters })).map(({ Id }) => Id);
    },
    portOf: async (container) => {
      const { NetworkSettings } = await docker.getContainer(container).inspect();
      return (NetworkSettings.Ports['3306/tcp'] ?? []).map(({ HostIp }) => HostIp);
    },
  };
};
