import { describe, expect, test } from '@jest/globals';
import { recordingLogger } from './harness.js';

describe('a line', () => {
  test('is one JSON object: level, time, fields, message', () => {
    const { logger, lines } = recordingLogger();
    logger.info('a message\nof two lines', { address: '127.0.0.1:1', signal: 'SIGTERM' });
    logger.warn('without fields');
    expect(lines.map((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toEqual([true, true]);
    const [first, second] = lines.map((line) => JSON.parse(line));
    expect(Object.keys(first)).toEqual(['level', 'time', 'address', 'signal', 'msg']);
    expect(first).toMatchObject({ level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(second).toEqual({ level: 'warn', time: expect.any(String), msg: 'without fields' });
  });

  test.each([
    { debugging: false, want: ['info', 'warn', 'error'] },
    { debugging: true, want: ['debug', 'info', 'warn', 'error'] },
  ])('is written for its level, debugging $debugging', ({ debugging, want }) => {
    const { logger, lines } = recordingLogger(debugging);
    for (const level of ['debug', 'info', 'warn', 'error'] as const) logger[level]('message');
    expect(lines.map((line) => JSON.parse(line).level)).toEqual(want);
  });
});
