import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { MasterClock } from '../../server/clock/master-clock.js';
import { AacTracks, type AacTracksDeps } from '../../server/office/library/aac-tracks.js';
import { followAac } from '../../server/office/library/follow-aac.js';
import type { MediaView } from '../../shared/api/media.js';
import { FFMPEG_BIN } from './ffmpeg-run.js';
import { LibraryRig, type RigOptions } from './library-rig.js';

/** A media library whose media gets AAC, as the server builds it. */
export class AacRig {
  private constructor(
    readonly rig: LibraryRig,
    readonly tracks: AacTracks,
    readonly workDir: string,
    readonly clock: MasterClock,
  ) {}

  static async open(dataDir: string, deps: Partial<AacTracksDeps> = {}, options: RigOptions = {}): Promise<AacRig> {
    const rig = await LibraryRig.open(dataDir, options);
    const clock = new MasterClock();
    const logger = pino({ level: 'silent' });
    const workDir = join(dataDir, 'aac-work');
    await rm(workDir, { recursive: true, force: true });
    const tracks = await AacTracks.create({
      ...{ store: rig.store.aacTracks, objects: rig.objects, blobs: rig.blobs, clock, logger, workDir },
      tools: { ffmpeg: FFMPEG_BIN },
      ...deps,
    });
    followAac({ library: rig.library, aac: tracks, logger });
    return new AacRig(rig, tracks, workDir, clock);
  }

  /** Waits until hosts are told that a media is as wanted, or finds it so. */
  async until(id: string, wanted: MediaView['aac']): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = (media: MediaView): void => {
        if (media.id !== id || media.aac !== wanted) return;
        this.rig.library.off('aac', look);
        resolve();
      };
      this.rig.library.on('aac', look);
      this.rig.library.get(id).then(look, reject);
    });
  }

  async close(): Promise<void> {
    await this.tracks.close();
    await this.rig.close();
    this.clock.close();
  }
}
