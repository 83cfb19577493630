/** Words of which one may stand for any other of the same list, as far as a program cares. */

export const people: readonly string[] =
  `Ada Alice Ann Anna Ben Bert Bob Boris Carl Carla Cleo Dan Dave Dora Doris Emil Emma
  Eve Fay Finn Gus Hana Hugo Ida Ian Jack Jill Joe Jon Kai Kim Lea Leo Lily Lou Max Mei Mia Nina Noah Olga Omar Pat Pia Rita
  Rosa Sam Sara Tom Tina Uma Vera Yara Zoe`.split(/\s+/);

const things: readonly (readonly string[])[] = [
  [
    'Atlas',
    'Birds',
    'Cats',
    'Clouds',
    'Deserts',
    'Eagles',
    'Foxes',
    'Glaciers',
    'Islands',
    'Lakes',
    'Moths',
    'Oceans',
    'Origins',
    'Planets',
    'Rivers',
    'Sapiens',
    'Trees',
    'Ulysses',
    'Volcanoes',
    'Whales',
    'Zen',
  ],
  [
    'A brief history of the world',
    'A short history of maps',
    'A small book of stars',
    'The hidden life of trees',
    'The invention of nature',
    'The secret of the sea',
    'The selfish gene',
    'The story of salt',
  ],
  [
    'cheese',
    'chili',
    'corn',
    'garlic',
    'ham',
    'leek',
    'mushrooms',
    'olives',
    'onions',
    'peppers',
    'pineapple',
    'salami',
    'spinach',
    'tuna',
  ],
  [
    'bowl',
    'chair',
    'clock',
    'kettle',
    'ladder',
    'lamp',
    'mirror',
    'shelf',
    'stool',
    'tent',
    'umbrella',
    'vase',
  ],
  ['black', 'blue', 'brown', 'green', 'grey', 'orange', 'purple', 'red', 'white', 'yellow'],
  ['Assam', 'Ceylon', 'Darjeeling', 'Keemun', 'Lapsang', 'Oolong', 'Sencha'],
];

/** Of words that are in none of them nobody knows what else they could be. */
export const wordLists: readonly (readonly string[])[] = [people, ...things];
