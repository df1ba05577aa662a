import { expect } from 'chai';
import fc from 'fast-check';
import { type RepositoryOf, add, append, remove } from '../../lib/index.js';
import { failureOf } from '../support/failure.js';
import {
  Command,
  type Model,
  type Real,
  type Row,
  asFound,
  client,
  expectModified,
  withoutUndefined,
} from './model.js';
import { Note } from './note.js';

const noteId = fc.constantFrom('1', '2');
const text = fc.string({ maxLength: 5 });

const ofNote = ({ version, until, total, tags, text: said }: Note) => ({
  version,
  data: withoutUndefined({ total, tags, text: said }),
  until: until ?? undefined,
});
const noteKey = (id: string) => `note/${id}`;

/** The calls of a repository. */
export const REPOSITORY = [
  fc
    .record({ client, id: noteId, total: fc.nat({ max: 9 }), life: fc.constantFrom(undefined, 5, 10) })
    .map(
      (given) => new Command(`create a note ${JSON.stringify(given)}`, (model, real) => createNote(model, real, given)),
    ),
  fc
    .record({ client, id: noteId, total: fc.nat({ max: 9 }), life: fc.constantFrom(undefined, 5, 10) })
    .map((given) => new Command(`put a note ${JSON.stringify(given)}`, (model, real) => putNote(model, real, given))),
  fc
    .record({ client, id: noteId, total: fc.nat({ max: 9 }), text: fc.option(text, { nil: undefined }) })
    .map((given) => new Command(`save a note ${JSON.stringify(given)}`, (model, real) => saveNote(model, real, given))),
  fc.record({ client, id: noteId, tag: text }).map(
    (given) =>
      new Command(`update a note ${JSON.stringify(given)}`, (model, real) =>
        changeNote(
          model,
          real,
          given,
          (notes, key) => notes.update(key, (note) => void (note.total++, note.tags.push(given.tag))),
          (data) => ({
            ...data,
            total: (data['total'] as number) + 1,
            tags: [...(data['tags'] as string[]), given.tag],
          }),
        ),
      ),
  ),
  fc.record({ client, id: noteId, tag: text, text: fc.option(text) }).map(
    (given) =>
      new Command(`patch a note ${JSON.stringify(given)}`, (model, real) =>
        changeNote(
          model,
          real,
          given,
          (notes, key) =>
            notes.patch(key, {
              total: add(2),
              tags: append(given.tag),
              text: given.text === null ? remove() : given.text,
            }),
          (data) => ({
            total: (data['total'] as number) + 2,
            tags: [...(data['tags'] as string[]), given.tag],
            text: given.text ?? undefined,
          }),
        ),
      ),
  ),
  fc
    .record({ client, id: noteId })
    .map(
      (given) => new Command(`delete a note ${JSON.stringify(given)}`, (model, real) => deleteNote(model, real, given)),
    ),
  fc.record({ client, ids: fc.subarray(['1', '2']) }).map(
    (given) =>
      new Command(`read notes ${JSON.stringify(given)}`, async (model, real) => {
        const keys = given.ids.map((id) => ({ id }));
        const notes = await real.notes[given.client]!.getMany(keys, { consistent: true });
        const expected = given.ids.map((id) => model.live(noteKey(id)));
        expect(notes.map((note) => note && ofNote(note))).to.deep.equal(expected.map((row) => row && asFound(row)));
        notes.forEach((note, at) => {
          if (note) model.notes.set(`${given.client} ${note.id}`, { row: expected[at]!, seen: note });
        });
      }),
  ),
  fc.record({ client, ids: fc.subarray(['1', '2']), total: fc.nat({ max: 9 }) }).map(
    (given) =>
      new Command(`put notes ${JSON.stringify(given)}`, async (model, real) => {
        const notes = given.ids.map((id) => Object.assign(new Note(), { id, total: given.total }));
        await real.notes[given.client]!.putMany(notes);
        for (const note of notes) {
          const data = { total: given.total, tags: [] };
          const row = { incarnation: ++model.incarnations, version: 1, data, until: undefined };
          model.rows.set(noteKey(note.id), row);
          expect(ofNote(note)).to.deep.equal(asFound(row));
          model.notes.set(`${given.client} ${note.id}`, { row, seen: note });
        }
      }),
  ),
  fc.record({ client }).map(
    (given) =>
      new Command(`list notes ${JSON.stringify(given)}`, async (model, real) => {
        const notes = await real.notes[given.client]!.list(undefined, { consistent: true }).toArray();
        expect(notes.map((note) => [noteKey(note.id), ofNote(note)])).to.deep.equal(
          model.list('note/').map(([key, row]) => [key, asFound(row)]),
        );
      }),
  ),
];

interface GivenNote {
  readonly client: number;
  readonly id: string;
  readonly total: number;
  readonly life: number | undefined;
}

function newNote({ id, total, life }: GivenNote, now: number): Note {
  return Object.assign(new Note(), { id, total, ...(life !== undefined && { until: now + life }) });
}

function remember(model: Model, by: number, note: Note, row: Row): void {
  expect(ofNote(note)).to.deep.equal(asFound(row));
  model.notes.set(`${by} ${note.id}`, { row, seen: note });
}

async function createNote(model: Model, real: Real, given: GivenNote): Promise<void> {
  const note = newNote(given, model.now);
  const key = noteKey(given.id);
  const live = model.live(key);
  const run = () => real.notes[given.client]!.create(note);
  if (live !== undefined) {
    const error = await failureOf(run);
    expect(error).to.include({ code: 'KEY_EXISTS' });
    expect(ofNote(error['current'] as Note)).to.deep.equal(asFound(live));
    return;
  }
  expect(await run()).to.equal(note);
  remember(
    model,
    given.client,
    note,
    model.write(
      key,
      () => ({ total: given.total, tags: [] }),
      () => note.until ?? undefined,
    ),
  );
}

async function putNote(model: Model, real: Real, given: GivenNote): Promise<void> {
  const note = newNote(given, model.now);
  await real.notes[given.client]!.put(note);
  const row = model.write(
    noteKey(given.id),
    () => ({ total: given.total, tags: [] }),
    () => note.until ?? undefined,
  );
  remember(model, given.client, note, row);
}

async function saveNote(
  model: Model,
  real: Real,
  given: { readonly client: number; readonly id: string; readonly total: number; readonly text: string | undefined },
): Promise<void> {
  const known = model.notes.get(`${given.client} ${given.id}`);
  if (known === undefined) return createNote(model, real, { ...given, life: undefined });
  const key = noteKey(given.id);
  const note = known.seen;
  const before = { total: note.total, text: note.text };
  Object.assign(note, { total: given.total, text: given.text });
  const run = () => real.notes[given.client]!.save(note);
  if (!model.isStill(known, key)) {
    await expectModified(model, key, run, (current) => ofNote(current as Note));
    Object.assign(note, before);
    return;
  }
  await run();
  remember(
    model,
    given.client,
    note,
    model.write(key, (data) => ({ ...data, total: given.total, text: given.text }), keep),
  );
}

const keep = (kept: number | undefined) => kept;

async function changeNote(
  model: Model,
  real: Real,
  given: { readonly client: number; readonly id: string },
  change: (notes: RepositoryOf<typeof Note>, key: { id: string }) => Promise<Note>,
  expected: (data: Row['data']) => Row['data'],
): Promise<void> {
  const run = () => change(real.notes[given.client]!, { id: given.id });
  if (model.live(noteKey(given.id)) === undefined) {
    expect(await failureOf(run)).to.include({ code: 'KEY_NOT_FOUND' });
    return;
  }
  const note = await run();
  remember(model, given.client, note, model.write(noteKey(given.id), expected, keep));
}

async function deleteNote(
  model: Model,
  real: Real,
  given: { readonly client: number; readonly id: string },
): Promise<void> {
  const known = model.notes.get(`${given.client} ${given.id}`);
  const key = noteKey(given.id);
  if (known === undefined) {
    await real.notes[given.client]!.delete({ id: given.id });
    model.rows.delete(key);
    return;
  }
  const run = () => real.notes[given.client]!.delete(known.seen);
  model.notes.delete(`${given.client} ${given.id}`);
  if (model.isStill(known, key)) {
    await run();
    model.rows.delete(key);
  } else if (model.live(key) === undefined) expect(await failureOf(run)).to.include({ code: 'KEY_NOT_FOUND' });
  else await expectModified(model, key, run, (current) => ofNote(current as Note));
}
