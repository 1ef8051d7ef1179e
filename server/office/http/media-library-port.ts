import type { Readable } from 'node:stream';
import type { PlayableFile } from '../../../media/playable-file.js';
import type { MediaCheck, MediaOrder, MediaView } from '../../../shared/api/media.js';

/** What the API needs of the library. Errors are coded: media-unknown, media-in-use, stale-revision, wrong-state … */
export interface MediaLibraryPort {
  /**
   * Takes the file over, or with `keep` a copy of it; the same bytes again are the media there is already, and a duplicate
   * unless it needs them. `onTaken` is told what became of the file before it is taken away.
   */
  addSource(source: {
    path: string;
    title: string | undefined;
    filename: string;
    keep?: boolean;
    onTaken?: (taken: { mediaId: string; duplicate: boolean }) => Promise<void>;
  }): Promise<{ media: MediaView; duplicate: boolean }>;
  list(query: {
    limit: number;
    sort?: MediaOrder | undefined;
    cursor?: string | undefined;
    status?: MediaView['status'] | undefined;
    search?: string | undefined;
  }): Promise<{ items: readonly MediaView[]; nextCursor: string | null }>;
  get(id: string): Promise<MediaView>;
  rename(id: string, title: string, expectedRevision?: number): Promise<MediaView>;
  remove(id: string, expectedRevision?: number): Promise<void>;
  cancel(id: string): Promise<MediaView>;
  retry(id: string): Promise<MediaView>;
  verify(id: string): Promise<MediaCheck>;
  poster(id: string): Promise<Picture>;
  storyboard(id: string): Promise<Picture>;
  storyboardVtt(id: string): Promise<Picture>;
  waveform(id: string): Promise<Picture>;
  playable(id: string): Promise<PlayableFile>;
}

type Picture = Readable | Buffer;
