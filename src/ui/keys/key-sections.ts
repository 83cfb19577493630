import type { Mode, ScreenWithHelp } from '../model/model.ts';
import { bindings, type KeyBinding, type KeyScope } from './keys.ts';

/** The keys of one place, for whoever reads them all. */
export interface KeySection {
  readonly title: string;
  readonly bindings: readonly KeyBinding[];
}

/** Every key of a mode, by where it is pressed; the places where one is come first. */
export const keySections = (mode: Mode, here: readonly KeyScope[] = []): readonly KeySection[] => {
  const far = ([, scope]: Place): number => (here.includes(scope) ? here.indexOf(scope) : here.length);
  return places[mode].toSorted((a, b) => far(a) - far(b)).map(sectionOf);
};

const sectionOf = ([title, scope]: Place): KeySection => ({
  title,
  bindings: bindings.filter((one) => one.scopes.includes(scope)),
});

type Place = readonly [title: string, scope: KeyScope];

const ofTurns: Place = ['Asked whose turn it is', 'turn'];

const ofOrders: Place = ['On the screen of orders', 'orders'];

const ofMap: Place = ['On the map of anomalies', 'map'];

const ofComparison: Place = ['Side by side', 'compare'];

const ofRace: Place = ['Many requests at once', 'race'];

const ofGoingTo: Place = ['Asked for a step', 'go-to'];

/** The keys of that screen alone. */
export const keysOn = (screen: ScreenWithHelp): KeySection =>
  sectionOf({ orders: ofOrders, map: ofMap, compare: ofComparison, race: ofRace }[screen]);

const places: Readonly<Record<Mode, readonly Place[]>> = {
  lab: [
    ['In a lesson', 'run'],
    ['In an exercise: break it', 'break'],
    ['In an exercise: fix it', 'fix'],
    ['In an exercise: read it', 'read'],
    ['In a review', 'review'],
    ['At a question', 'question'],
    ['While you type an answer', 'answer'],
    ['After Tab there', 'aside'],
    ['While you write a statement', 'prompt'],
    ofGoingTo,
    ofTurns,
    ofComparison,
    ofOrders,
    ofRace,
    ofMap,
    ['On the map of the course', 'list'],
    ['While you search', 'search'],
    ['Asked whether to forget', 'doubt'],
    ['In the help, and reading what a lesson is about', 'overlay'],
  ],
  present: [
    ['While you present', 'present'],
    ['At a question to the class', 'ask'],
    ['On a page of a course', 'page'],
    ofTurns,
    ofOrders,
  ],
  replay: [
    ['In a recording', 'replay'],
    ['At a question', 'question'],
    ['While you type an answer', 'answer'],
    ['After Tab there', 'aside'],
    ofGoingTo,
  ],
};
