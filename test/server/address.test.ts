import { describe, expect, test } from '@jest/globals';
import { formatAddress, parseAddress } from '../../src/server/address.js';

describe('parseAddress', () => {
  test.each([
    { text: '0.0.0.0:9443', want: { host: '0.0.0.0', port: 9443 }, reason: 'the default' },
    { text: ':9443', want: { host: '0.0.0.0', port: 9443 }, reason: 'as functions written in Go do' },
    { text: 'localhost:0', want: { host: 'localhost', port: 0 }, reason: 'any free port' },
    { text: '[::1]:65535', want: { host: '::1', port: 65535 }, reason: 'IPv6 in brackets' },
    { text: '', want: undefined, reason: 'nothing' },
    { text: '9443', want: undefined, reason: 'no colon' },
    { text: 'localhost', want: undefined, reason: 'no port' },
    { text: 'localhost:', want: undefined, reason: 'an empty port' },
    { text: 'localhost:65536', want: undefined, reason: 'not a port' },
    { text: 'localhost:-1', want: undefined, reason: 'not a port' },
    { text: '::1:9443', want: undefined, reason: 'without brackets it is unclear where the IPv6 host ends' },
    { text: 'http://localhost:80', want: undefined, reason: 'a URL is not an address' },
    { text: 'a b:80', want: undefined, reason: 'a blank' },
  ])('"$text": $reason', ({ text, want }) => {
    expect(parseAddress(text)).toEqual(want);
  });
});

describe('formatAddress', () => {
  test.each(['0.0.0.0:9443', '[::1]:80'])('%s is formatted as it is parsed', (text) => {
    const address = parseAddress(text);
    expect(address && formatAddress(address)).toBe(text);
  });
});
