import { EventEmitter } from 'node:events';
import { QueryClient } from '@tanstack/react-query';
import { expect } from 'chai';
import { CATALOGUE_KEY, MEDIA_KEY, MEDIA_LIST_KEY } from '../../../../../client/console/library/media-queries.js';
import { followMedia } from '../../../../../client/console/live/follow-media.js';
import type { HostSocket } from '../../../../../client/console/live/host-line.js';
import type { MediaView } from '../../../../../shared/api/media.js';

const media = (id: string, status: MediaView['status'], title = id) => ({ id, status, title }) as MediaView;
const NEWEST = [...MEDIA_LIST_KEY, { sort: 'newest' }];

describe('follow-media', () => {
  let socket: EventEmitter;
  let queries: QueryClient;

  beforeEach(() => {
    socket = new EventEmitter();
    queries = new QueryClient();
    followMedia(socket as unknown as Pick<HostSocket, 'on'>, queries);
    hold(NEWEST, [media('a', 'processing'), media('b', 'ready')]);
    hold(CATALOGUE_KEY, [media('b', 'ready')]);
  });
  afterEach(() => queries.clear());

  function hold(queryKey: readonly unknown[], items: readonly MediaView[]): void {
    queries.setQueryData(queryKey, { pages: [{ items, nextCursor: null }], pageParams: [null] });
  }
  function held(queryKey: readonly unknown[]): string[] {
    const { pages } = queries.getQueryData<{ pages: { items: MediaView[] }[] }>(queryKey)!;
    return pages.flatMap(({ items }) => items.map(({ title, status }) => `${title} ${status}`));
  }
  const isAskedAgain = (queryKey: readonly unknown[]) => queries.getQueryState(queryKey)?.isInvalidated;

  it('changes what is known where it stands, and asks for nothing', () => {
    socket.emit('media', media('b', 'ready', 'renamed'));
    expect(held(NEWEST)).to.deep.equal(['a processing', 'renamed ready']);
    expect(held(CATALOGUE_KEY)).to.deep.equal(['renamed ready']);
    expect(queries.getQueryData([...MEDIA_KEY, 'one', 'b'])).to.deep.equal(media('b', 'ready', 'renamed'));
    expect([isAskedAgain(NEWEST), isAskedAgain(CATALOGUE_KEY)]).to.deep.equal([false, false]);
  });

  it('asks for the lists again that something new belongs into', () => {
    socket.emit('media', media('c', 'queued'));
    expect([isAskedAgain(NEWEST), isAskedAgain(CATALOGUE_KEY)]).to.deep.equal([true, false]);
  });

  it('asks for what can be put on air again as soon as there is more of it', () => {
    socket.emit('media', media('a', 'ready'));
    expect(held(NEWEST)).to.deep.equal(['a ready', 'b ready']);
    expect([isAskedAgain(NEWEST), isAskedAgain(CATALOGUE_KEY)]).to.deep.equal([false, true]);
  });

  it('takes what is removed out of every list', () => {
    socket.emit('media-removed', { id: 'b' });
    expect(held(NEWEST)).to.deep.equal(['a processing']);
    expect(held(CATALOGUE_KEY)).to.deep.equal([]);
  });
});
