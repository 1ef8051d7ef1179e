import type { EventEmitter } from 'node:events';
import type { MediaView } from '../../../shared/api/media.js';
import type { Logger } from '../../log/logger.js';
import type { ScheduleChanged, ScheduleEditor } from '../../office/schedule/schedule-editor.js';
import { Coalescer } from './host-coalescer.js';
import type { HostDoorDeps, HostNamespace } from './host-door.js';
import { guardHosts } from './host-door.js';

const EVENT_INTERVAL_MS = 250;

export interface HostSocketDeps extends HostDoorDeps {
  readonly library: EventEmitter<{ change: [media: MediaView]; removed: [id: string] }>;
  readonly editor: Pick<ScheduleEditor, 'on' | 'off'>;
}

/** Tells signed-in hosts what happens in the library and to schedules. @returns a disposer */
export function serveHosts(namespace: HostNamespace, deps: HostSocketDeps, logger: Logger): () => void {
  const { library, editor, clock } = deps;
  const letNobodyIn = guardHosts(namespace, deps, logger);
  const news = new Coalescer<MediaView>(clock, EVENT_INTERVAL_MS, (media) => namespace.emit('media', media));
  const onChange = (media: MediaView) => news.push(media.id, media);
  const onRemoved = (id: string) => {
    news.forget(id);
    namespace.emit('media-removed', { id });
  };
  const onSchedule = ({ slug: channel, version, effectiveAtMs, actor, action }: ScheduleChanged) =>
    namespace.emit('timeline', { channel, version, effectiveAtMs, actor, action });
  library.on('change', onChange).on('removed', onRemoved);
  editor.on('changed', onSchedule);
  return () => {
    letNobodyIn();
    library.off('change', onChange).off('removed', onRemoved);
    editor.off('changed', onSchedule);
    news.close();
  };
}
