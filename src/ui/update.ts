import { answerNews, watched } from './fix/fixing.ts';
import { press, write } from './keys/press.ts';
import { actionOf } from './keys/scope.ts';
import { mapped, withMap, withoutMap } from './list/map.ts';
import { lessonsRead, progressLoaded, withProgress } from './list/student.ts';
import { only, withRun } from './model/changes.ts';
import type { Message, Update } from './model/messages.ts';
import type { Model } from './model/model.ts';
import type { RunModel } from './model/run.ts';
import { ring, withAlarm } from './present/present.ts';
import { askedOf, reviewNews } from './review/reviewing.ts';
import { haltAtDifference } from './run/beside.ts';
import { breakJudged, letGoLate, withBreaking } from './run/breaking.ts';
import { compared } from './run/comparison.ts';
import { inOrder, openNamed, openRun, resumeLate } from './run/open-run.ts';
import { orderKnown, ordersExplored } from './run/orders.ts';
import { refused, sendQueued } from './run/own-statements.ts';
import { withoutVainGoal } from './run/places.ts';
import { raced } from './run/race.ts';
import { comparedWithFirst } from './run/retraced.ts';
import { sighted, withLook } from './run/sights.ts';
import { withoutStaleNotice } from './run/state-notices.ts';
import { labChanged, next, whenReady } from './run/step-on.ts';
import { began } from './run/track.ts';
import { giveTurn } from './run/turn.ts';

/** The next model. Pure: what is to be done outside is said in commands. */
export const update = (model: Model, message: Message): Update =>
  withAlarm(withLook(withProgress(withBreaking(withoutStale(model, updateLab(model, message))))), message);

const withoutStale = (before: Model, { model, commands }: Update): Update => ({
  model: withoutStaleNotice(before, model),
  commands,
});

const updateLab = (model: Model, message: Message): Update => {
  switch (message.type) {
    case 'key': {
      const action = actionOf(model, message.key);
      return action === undefined
        ? write(model, characterOf(message.key))
        : press(model, action, message.areas);
    }
    case 'paste':
      return write(model, message.text.replaceAll(/\r\n?/g, '\n'));
    case 'lesson-opened':
      return message.goesOn
        ? openNamed(model, message.lesson, message.choice)
        : inOrder(openRun(model, message.lesson, message.choice), message.order);
    case 'server-progress':
      if (message.attempt !== model.attempts) return only(model);
      if (model.server.status === 'coming')
        return only({ ...model, server: { status: 'coming', progress: message.progress } });
      // Another server comes up for this lesson only: a Redis.
      return only(
        model.run?.phase.kind === 'opening'
          ? withRun(model, { phase: { kind: 'opening', progress: message.progress } })
          : model,
      );
    case 'server-ready': {
      if (message.attempt !== model.attempts) return only(model);
      const recorded = model.mode === 'replay' && { recorded: true as const };
      const server = { status: 'ready', about: message.about, ...recorded } as const;
      const trouble = message.about.notes?.join(' ');
      const mapping = withMap({ ...withoutMap(model), server });
      const watching = watched(mapping.model);
      const asking = askedOf(watching.model);
      const commands = [...mapping.commands, ...watching.commands, ...asking.commands];
      const told: Model = { ...asking.model, ...(trouble !== undefined && { trouble }) };
      const ready = trouble === undefined ? told : withRun(told, { notice: trouble });
      return model.run?.phase.kind === 'coming'
        ? {
            model: withRun(ready, { phase: { kind: 'opening' } }),
            commands: [...commands, openingOf(model.run)],
          }
        : { model: ready, commands };
    }
    case 'server-absent':
      if (message.attempt !== model.attempts) return only(model);
      return sendQueued(
        withRun(
          { ...model, server: { status: 'absent', problem: message.problem } },
          { phase: { kind: 'broken', problem: message.problem }, nextWanted: false },
        ),
      );
    case 'server-silent': {
      const { silentForMs: _, ...rest } = model;
      if (message.attempt !== model.attempts) return only(model);
      return only(message.forMs === undefined ? rest : { ...rest, silentForMs: message.forMs });
    }
    case 'lab-changed':
      if (message.run !== model.run?.number) return only(model);
      return sendQueued(labChanged(model, model.run, message.lab, message.now));
    case 'action-begun':
      return message.run === model.run?.number
        ? only(withRun(model, { track: began(model.run.track, message.action), begun: true }))
        : only(model);
    case 'action-missed':
      return message.run === model.run?.number
        ? only(withRun(model, { notice: message.reason }))
        : only(model);
    case 'alarm':
      return ring(model, message.alarm, next);
    case 'lessons-read':
      return withMap(lessonsRead(model, message));
    case 'progress-loaded':
      return resumeLate(progressLoaded(model, message.progress, message.notice));
    case 'progress-trouble':
      return only(withRun({ ...model, trouble: message.message }, { notice: message.message }));
    case 'run-opened':
    case 'step-taken':
      return message.run === model.run?.number && model.run.phase.kind !== 'broken'
        ? onReady(
            withRun(comparedWithFirst(withoutVainGoal(model)), {
              phase: { kind: 'ready' },
              ...(message.follows && { follows: message.follows }),
            }),
          )
        : only(model);
    case 'run-saved':
      return message.run === model.run?.number ? only(withRun(model, { notice: message.says })) : only(model);
    case 'compared':
      return only(compared(model, message));
    case 'raced':
      return only(raced(model, message));
    case 'order-known':
      return only(orderKnown(model, message));
    case 'explored':
      return only(ordersExplored(model, message));
    case 'mapped':
      return only(mapped(model, message));
    case 'answer-placed':
    case 'answer-refused':
    case 'answer-noticed':
    case 'answer-judging':
    case 'answer-judged':
      return answerNews(model, message);
    case 'review-asked':
    case 'review-over':
    case 'review-failed':
      return only(reviewNews(model, message));
    case 'break-judged':
      return only(breakJudged(model, message));
    case 'seen':
      return only(sighted(model, message.look, message.sights));
    case 'run-broken':
      // When the server is gone, its own message says more.
      if (message.run !== model.run?.number || model.run.phase.kind === 'broken') return only(model);
      return sendQueued(
        withRun(model, { phase: { kind: 'broken', problem: message.problem }, nextWanted: false }),
      );
    case 'statement-refused':
      return message.run === model.run?.number
        ? only(refused(model, message.action, message.reason))
        : only(model);
  }
};

/** A step is over. What was asked for meanwhile is done now. */
const onReady = (model: Model): Update => {
  if (!model.run?.beside?.isSought) return onHalt(model);
  const halted = haltAtDifference(model, model.run, model.run.beside);
  return halted.commands.length > 0 ? halted : onHalt(halted.model);
};

const onHalt = (model: Model): Update =>
  model.run?.turn?.isGiven ? giveTurn(model, model.run.turn.session) : (letGoLate(model) ?? whenReady(model));

const openingOf = ({ number, script, again }: RunModel) =>
  ({ type: 'open-run', run: number, script, again }) as const;

/** The character that a key stands for; keys that are none have longer names. */
const characterOf = (key: string): string => {
  if (key === 'space') return ' ';
  return Array.from(key).length === 1 ? key : '';
};
