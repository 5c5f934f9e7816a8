import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';

const PAGE = new URL('../../../infra/local/page/', import.meta.url);
const index = readFileSync(new URL('index.html', PAGE), 'utf8');
const named = (pattern) => [...index.matchAll(pattern)].map((match) => match[1]).sort();
const files = (ending) => readdirSync(PAGE, { recursive: true }).filter((name) => name.endsWith(ending)).sort();

test('every module is fetched at once, none after another', () => {
  assert.deepEqual(named(/rel="modulepreload" href="\/page\/([\w./]+)"/g), files('.mjs'));
});

test('every style sheet is named', () => {
  assert.deepEqual(named(/rel="stylesheet" href="\/page\/([\w./]+)"/g), files('.css'));
});

test('nothing is inline: the page’s policy would refuse it', () => {
  assert.doesNotMatch(index, /<style|\sstyle=|\son\w+=|<script(?![^>]*src=)/);
});
