import { AAC_SAMPLES_PER_FRAME } from '../../shared/hls/aac-grid.js';
import { AAC_CHANNELS, AAC_KBPS, AAC_SAMPLE_RATE } from '../prepared-media.js';
import { box, words } from './write-box.js';

const TRACK_ID = 1;
/** AAC-LC (2), 48 kHz (3), stereo (2): ISO/IEC 14496-3, section 1.6.2.1. */
const AUDIO_SPECIFIC_CONFIG = Buffer.from([0x11, 0x90]);
const UNITY_MATRIX = words(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
const LANGUAGE_UNDETERMINED = 0x55c4;
/** Every sample depends on no other. */
const SYNC_SAMPLE_FLAGS = 0x02000000;
const DEFAULT_DURATION_AND_FLAGS = 0x000008 | 0x000020;
const DEFAULT_BASE_IS_MOOF = 0x020000;
const DATA_OFFSET_AND_SIZES = 0x000001 | 0x000200;

/** `ftyp` and `moov` of a fragmented MP4 with one AAC-LC track and no edit list: the same bytes for every media. */
export function aacInit(): Buffer {
  return Buffer.concat([
    box('ftyp', text('iso6'), words(1), text('iso6mp41')),
    box('moov', movieHeader(), track(), movieExtends()),
  ]);
}

/**
 * One `moof` and its `mdat`: raw access units that follow one another, the first of them at its place in the track.
 * @param number of the fragment, from 0
 */
export function aacFragment(number: number, firstFrame: number, frames: readonly Buffer[]): Buffer {
  const header = fullBox(
    'tfhd',
    0,
    DEFAULT_BASE_IS_MOOF | DEFAULT_DURATION_AND_FLAGS,
    words(TRACK_ID, AAC_SAMPLES_PER_FRAME, SYNC_SAMPLE_FLAGS),
  );
  const decodeTime = Buffer.alloc(8);
  decodeTime.writeBigUInt64BE(BigInt(firstFrame * AAC_SAMPLES_PER_FRAME));
  const sizes = frames.map(({ length }) => length);
  const moof = (dataOffset: number) =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, words(number + 1)),
      box(
        'traf',
        header,
        fullBox('tfdt', 1, 0, decodeTime),
        fullBox('trun', 0, DATA_OFFSET_AND_SIZES, words(frames.length, dataOffset, ...sizes)),
      ),
    );
  const dataOffset = moof(0).length + 8;
  return Buffer.concat([moof(dataOffset), box('mdat', ...frames)]);
}

function movieHeader(): Buffer {
  const volume = Buffer.from([1, 0, 0, 0]);
  return fullBox(
    'mvhd',
    0,
    0,
    words(0, 0, AAC_SAMPLE_RATE, 0, 0x10000),
    volume,
    words(0, 0),
    UNITY_MATRIX,
    words(0, 0, 0, 0, 0, 0, TRACK_ID + 1),
  );
}

function track(): Buffer {
  const enabledInMovie = 0x000003;
  const volume = Buffer.from([1, 0, 0, 0]);
  const header = fullBox(
    'tkhd',
    0,
    enabledInMovie,
    words(0, 0, TRACK_ID, 0, 0, 0, 0, 0),
    volume,
    UNITY_MATRIX,
    words(0, 0),
  );
  return box('trak', header, media());
}

function media(): Buffer {
  const language = words(LANGUAGE_UNDETERMINED << 16);
  const header = fullBox('mdhd', 0, 0, words(0, 0, AAC_SAMPLE_RATE, 0), language);
  const handler = fullBox('hdlr', 0, 0, words(0), text('soun'), words(0, 0, 0), text('sound\0'));
  const inThisFile = fullBox('url ', 0, 0x000001);
  const dataReference = box('dinf', fullBox('dref', 0, 0, words(1), inThisFile));
  return box('mdia', header, handler, box('minf', fullBox('smhd', 0, 0, words(0)), dataReference, sampleTable()));
}

/** Empty, but for what the samples are: they are in the fragments. */
function sampleTable(): Buffer {
  return box(
    'stbl',
    fullBox('stsd', 0, 0, words(1), sampleEntry()),
    fullBox('stts', 0, 0, words(0)),
    fullBox('stsc', 0, 0, words(0)),
    fullBox('stsz', 0, 0, words(0, 0)),
    fullBox('stco', 0, 0, words(0)),
  );
}

/** ISO/IEC 14496-12, section 12.2.3, and 14496-14, section 6.7. */
function sampleEntry(): Buffer {
  const dataReferenceIndex = 1;
  const sampleBits = 16;
  return box(
    'mp4a',
    words(0, dataReferenceIndex, 0, 0, (AAC_CHANNELS << 16) | sampleBits, 0, AAC_SAMPLE_RATE * 0x10000),
    elementaryStream(),
  );
}

/** ISO/IEC 14496-1, section 7.2.6: AAC as MPEG-4 audio, in a stream of sound. */
function elementaryStream(): Buffer {
  const mpeg4Audio = 0x40;
  const audioStream = (5 << 2) | 1;
  const bitRate = AAC_KBPS * 1000;
  const decoderConfig = descriptor(
    4,
    Buffer.from([mpeg4Audio, audioStream, 0, 0, 0]),
    words(bitRate, bitRate),
    descriptor(5, AUDIO_SPECIFIC_CONFIG),
  );
  const noEsId = Buffer.from([0, 0, 0]);
  return fullBox('esds', 0, 0, descriptor(3, noEsId, decoderConfig, descriptor(6, Buffer.from([2]))));
}

function movieExtends(): Buffer {
  const firstSampleEntry = 1;
  return box(
    'mvex',
    fullBox('trex', 0, 0, words(TRACK_ID, firstSampleEntry, AAC_SAMPLES_PER_FRAME, 0, SYNC_SAMPLE_FLAGS)),
  );
}

function descriptor(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, body.length]), body]);
}

function fullBox(type: string, version: number, flags: number, ...parts: readonly Buffer[]): Buffer {
  return box(type, words(version * 0x1000000 + flags), ...parts);
}

function text(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}
