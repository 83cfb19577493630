const mit = (copyright: string): string => `MIT License

${copyright}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to
permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

// https://github.com/redis/node-redis/blob/master/LICENSE
const redis = mit('Copyright (c) 2022-2025, Redis, inc.');

/** Packages that come without the text of their licence, which their repositories have. */
export const licensesNotPacked: ReadonlyMap<string, string> = new Map([
  ['redis', redis],
  ['@redis/bloom', redis],
  ['@redis/client', redis],
  ['@redis/json', redis],
  ['@redis/search', redis],
  ['@redis/time-series', redis],
  // As its files say. https://github.com/facebook/yoga/blob/main/LICENSE
  ['yoga-layout', mit('Copyright (c) Meta Platforms, Inc. and affiliates.')],
]);
