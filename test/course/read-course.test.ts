import { describe, expect, it } from 'vitest';
import { readCourse } from '../../src/course/read-course.ts';
import { describeProblems } from '../../src/lesson/problem.ts';

const known = ['lost-update', 'read-skew', 'write-skew'];

/** What somebody sees whose course is this text. */
const messageFor = (text: string): string => {
  const { problems } = readCourse(text, known);
  return `\n${describeProblems(problems, { file: 'my.course.yaml', text })}\n`;
};

const topics = (...lines: readonly string[]) => ['course: Mine', 'topics:', ...lines, ''].join('\n');

describe('a course', () => {
  it('is its topics, with defaults for what it does not say', () => {
    const text = topics(
      '  - { title: One, id: one, lessons: [read-skew, ./mine.yaml] }',
      '  - { title: Two, id: two, about: More., needs: [one], lessons: [lost-update] }',
    );
    expect(readCourse(text, known).course).toEqual({
      title: 'Mine',
      about: '',
      topics: [
        { id: 'one', title: 'One', about: '', needs: [], lessons: ['read-skew', './mine.yaml'] },
        { id: 'two', title: 'Two', about: 'More.', needs: ['one'], lessons: ['lost-update'] },
      ],
    });
  });

  it('is refused with its place where its shape is wrong', () => {
    expect(messageFor('')).toMatchInlineSnapshot(`
      "
      my.course.yaml:1:1: the file is empty
        1 |
          | ^
        expected: a course, beginning with \`course:\` and its title
      "
    `);
    expect(messageFor('- one')).toMatchInlineSnapshot(`
      "
      my.course.yaml:1:1: a course must be a mapping (\`key: value\`)
        1 | - one
          | ^^^^^
      "
    `);
    expect(
      messageFor('course: A\ntopics:\n  - title: B\n    need: [c]\n    lessons: []\n'),
    ).toMatchInlineSnapshot(`
      "
      my.course.yaml:3:5: topic 1: \`id\` is missing
        2 | topics:
        3 |   - title: B
          |     ^^^^^
        4 |     need: [c]
        expected: The name by which other topics need this one, for instance lost-updates.

      my.course.yaml:4:5: topic 1: \`need\` is not a key of a topic; did you mean \`needs\`?
        3 |   - title: B
        4 |     need: [c]
          |     ^^^^
        5 |     lessons: []
        expected: title, id, about, needs, lessons

      my.course.yaml:5:14: topic 1: \`lessons\` must not be empty
        4 |     need: [c]
        5 |     lessons: []
          |              ^^
        expected: Its lessons in their order: those that come with isolab by their ids, others as files, from the folder of the course, for instance ./mine.yaml.
      "
    `);
  });

  it('is refused where it names what there is not, or the same twice', () => {
    expect(
      messageFor(
        topics(
          '  - { title: One, id: one, lessons: [read-scew, nothing-like-it] }',
          '  - { title: Two, id: one, needs: [oen, one, one], lessons: [lost-update, lost-update] }',
          '  - { title: Two, id: three, lessons: [lost-update] }',
        ),
      ),
    ).toMatchInlineSnapshot(`
      "
      my.course.yaml:3:38: topic 1 (one), lessons: no lesson of isolab is called \`read-scew\`; did you mean \`read-skew\`?
        2 | topics:
        3 |   - { title: One, id: one, lessons: [read-scew, nothing-like-it] }
          |                                      ^^^^^^^^^
        4 |   - { title: Two, id: one, needs: [oen, one, one], lessons: [lost-update, lost-update] }
        expected: the id of a lesson that isolab list shows, or a file such as \`./mine.yaml\`

      my.course.yaml:3:49: topic 1 (one), lessons: no lesson of isolab is called \`nothing-like-it\`
        2 | topics:
        3 |   - { title: One, id: one, lessons: [read-scew, nothing-like-it] }
          |                                                 ^^^^^^^^^^^^^^^
        4 |   - { title: Two, id: one, needs: [oen, one, one], lessons: [lost-update, lost-update] }
        expected: the id of a lesson that isolab list shows, or a file such as \`./mine.yaml\`

      my.course.yaml:4:23: topic 2 (one): topic 1 has this id already
        3 |   - { title: One, id: one, lessons: [read-scew, nothing-like-it] }
        4 |   - { title: Two, id: one, needs: [oen, one, one], lessons: [lost-update, lost-update] }
          |                       ^^^
        5 |   - { title: Two, id: three, lessons: [lost-update] }

      my.course.yaml:4:36: topic 2 (one), needs: there is no topic \`oen\`; did you mean \`one\`?
        3 |   - { title: One, id: one, lessons: [read-scew, nothing-like-it] }
        4 |   - { title: Two, id: one, needs: [oen, one, one], lessons: [lost-update, lost-update] }
          |                                    ^^^
        5 |   - { title: Two, id: three, lessons: [lost-update] }
        expected: one, three

      my.course.yaml:4:41: topic 2 (one), needs: \`one\` needs itself
        3 |   - { title: One, id: one, lessons: [read-scew, nothing-like-it] }
        4 |   - { title: Two, id: one, needs: [oen, one, one], lessons: [lost-update, lost-update] }
          |                                         ^^^
        5 |   - { title: Two, id: three, lessons: [lost-update] }

      my.course.yaml:4:46: topic 2 (one), needs: \`one\` stands here twice
        3 |   - { title: One, id: one, lessons: [read-scew, nothing-like-it] }
        4 |   - { title: Two, id: one, needs: [oen, one, one], lessons: [lost-update, lost-update] }
          |                                              ^^^
        5 |   - { title: Two, id: three, lessons: [lost-update] }

      my.course.yaml:4:75: topic 2 (one), lessons: \`lost-update\` is in “Two” already
        3 | e, lessons: [read-scew, nothing-like-it] }
        4 | e, needs: [oen, one, one], lessons: [lost-update, lost-update] }
          |                                                   ^^^^^^^^^^^
        5 | ree, lessons: [lost-update] }

      my.course.yaml:5:14: topic 3 (three): topic 2 has this title already
        4 |   - { title: Two, id: one, needs: [oen, one, one], lessons: [lost-update, lost-update] }
        5 |   - { title: Two, id: three, lessons: [lost-update] }
          |              ^^^

      my.course.yaml:5:40: topic 3 (three), lessons: \`lost-update\` is in “Two” already
        4 |   - { title: Two, id: one, needs: [oen, one, one], lessons: [lost-update, lost-update] }
        5 |   - { title: Two, id: three, lessons: [lost-update] }
          |                                        ^^^^^^^^^^^
      "
    `);
  });

  it('is refused with each circle of needs, said once', () => {
    expect(
      messageFor(
        topics(
          '  - { title: One, id: one, needs: [three], lessons: [read-skew] }',
          '  - { title: Two, id: two, needs: [one], lessons: [lost-update] }',
          '  - { title: Three, id: three, needs: [two, three], lessons: [write-skew] }',
        ),
      ),
    ).toMatchInlineSnapshot(`
      "
      my.course.yaml:3:36: topic 1 (one), needs: \`one\` needs \`three\`, which needs \`two\`, which needs \`one\`: nobody could begin
        2 | topics:
        3 |   - { title: One, id: one, needs: [three], lessons: [read-skew] }
          |                                    ^^^^^
        4 |   - { title: Two, id: two, needs: [one], lessons: [lost-update] }

      my.course.yaml:5:45: topic 3 (three), needs: \`three\` needs itself
        4 |   - { title: Two, id: two, needs: [one], lessons: [lost-update] }
        5 |   - { title: Three, id: three, needs: [two, three], lessons: [write-skew] }
          |                                             ^^^^^
      "
    `);
  });
});
