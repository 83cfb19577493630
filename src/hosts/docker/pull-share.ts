import { z } from 'zod';

/** A line of the engine's answer to a pull. https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageCreate */
export const pullLineSchema = z.object({
  id: z.string().optional(),
  status: z.string().optional(),
  error: z.string().optional(),
  progressDetail: z
    .object({ current: z.number().optional(), total: z.number().optional() })
    .partial()
    .optional(),
});

export type PullLine = Readonly<z.infer<typeof pullLineSchema>>;

interface Layer {
  readonly got: number;
  /** Undefined until the engine begins to download it. */
  readonly total: number | undefined;
}

/** How much of an image has come: bytes where the layers tell how big they are. It never goes back. */
export class PullShare {
  readonly #layers = new Map<string, Layer>();
  #done: number | undefined;

  /** From 0 to 1; undefined as long as no layer has told its size. */
  get done(): number | undefined {
    return this.#done;
  }

  add({ id, status, progressDetail }: PullLine): void {
    if (id === undefined || status === undefined) return;
    const before = this.#layers.get(id);
    const total = before?.total ?? progressDetail?.total;
    switch (status) {
      case 'Pulling fs layer':
      case 'Waiting':
        this.#layers.set(id, before ?? { got: 0, total: undefined });
        break;
      case 'Downloading':
        this.#layers.set(id, { got: progressDetail?.current ?? before?.got ?? 0, total });
        break;
      case 'Download complete':
      case 'Extracting':
      case 'Pull complete':
        // One that was too small to be told about counts for nothing.
        this.#layers.set(id, { got: total ?? 0, total: total ?? 0 });
        break;
      default:
        return;
    }
    this.#measure();
  }

  /** Layers of unknown size count like the average of the known ones. */
  #measure(): void {
    const layers = [...this.#layers.values()];
    const known = layers.filter(({ total }) => total !== undefined);
    const bytes = known.reduce((sum, { total }) => sum + (total ?? 0), 0);
    if (bytes === 0) return;
    const all = (bytes / known.length) * layers.length;
    const got = known.reduce((sum, layer) => sum + layer.got, 0);
    this.#done = Math.max(this.#done ?? 0, Math.min(1, got / all));
  }
}
