import type { EventEmitter } from 'node:events';
import type { Clock } from '../../../media/playout/clock.js';
import type { MediaView } from '../../../shared/api/media.js';
import type { HostNews } from '../../link/messages.js';
import type { LibraryEvents } from '../library/library-events.js';
import type { ScheduleChanged, ScheduleEditor } from '../schedule/schedule-editor.js';
import { Coalescer } from './host-coalescer.js';

const EVENT_INTERVAL_MS = 250;

export interface HostNewsDeps {
  readonly library: EventEmitter<LibraryEvents>;
  readonly editor: Pick<ScheduleEditor, 'on' | 'off'>;
  readonly clock: Pick<Clock, 'setTimer'>;
}

/** Tells signed-in hosts what happens in the library and to schedules. @returns a disposer */
export function tellHosts({ library, editor, clock }: HostNewsDeps, tell: (news: HostNews) => void): () => void {
  const news = new Coalescer<MediaView>(clock, EVENT_INTERVAL_MS, (body) => tell({ event: 'media', body }));
  const onChange = (media: MediaView) => news.push(media.id, media);
  const onRemoved = (id: string) => {
    news.forget(id);
    tell({ event: 'media-removed', body: { id } });
  };
  const onSchedule = ({ slug: channel, version, effectiveAtMs, actor, action }: ScheduleChanged) =>
    tell({ event: 'timeline', body: { channel, version, effectiveAtMs, actor, action } });
  library.on('change', onChange).on('aac', onChange).on('removed', onRemoved);
  editor.on('changed', onSchedule);
  return () => {
    library.off('change', onChange).off('aac', onChange).off('removed', onRemoved);
    editor.off('changed', onSchedule);
    news.close();
  };
}
