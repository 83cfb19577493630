import { z } from 'zod';
import { format, id, text } from '../lesson/schema-words.ts';

const topic = z
  .strictObject({
    title: text('The title, a few words.'),
    id: id.describe('The name by which other topics need this one, for instance lost-updates.'),
    about: text('Markdown: one or two sentences, shown on the map and in the list.').exactOptional(),
    needs: z
      .array(id)
      .exactOptional()
      .describe('The ids of the topics that one should know before. Nobody is made to.'),
    lessons: z
      .array(z.string().min(1))
      .min(1)
      .describe(
        'Its lessons in their order: those that come with isolab by their ids, others as files, from the folder of the course, for instance ./mine.yaml.',
      ),
  })
  .meta({ title: 'a topic' });

/** The shape of a course file. What depends on more than one place is checked when the course is built. */
export const courseSchema = z
  .strictObject({
    format: format.exactOptional(),
    course: text('The title.'),
    about: text('Markdown: what the course is about, and for whom.').exactOptional(),
    topics: z.array(topic).min(1).describe('The topics, in the order in which they are best seen.'),
  })
  .meta({ title: 'a course' });

export type CourseData = z.infer<typeof courseSchema>;
