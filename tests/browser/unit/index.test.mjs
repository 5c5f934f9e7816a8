import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

const PAGE = new URL('../../../infra/local/page/', import.meta.url);
const index = readFileSync(new URL('index.html', PAGE), 'utf8');

test('nothing is inline: the page’s policy would refuse it', () => {
  assert.doesNotMatch(index, /<style|\sstyle=|\son\w+=|<script(?![^>]*(?:src=|type="application\/json"))/);
});
