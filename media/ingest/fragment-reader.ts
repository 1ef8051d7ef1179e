import { createFile, type Movie, MP4BoxBuffer, type Sample } from 'mp4box';

const LARGEST_HEAD_BYTES = 1024 * 1024;
const LARGEST_FRAGMENT_BYTES = 64 * 1024 * 1024;

/** Thrown for bytes that are not a fragmented MP4 as this project writes it. */
export class FragmentReadError extends Error {}

/** One `moof` and its `mdat`, demuxed. */
export interface Fragment {
  /** Of the `moof`, in the file. */
  readonly offset: number;
  readonly length: number;
  readonly samples: ReadonlyMap<number, readonly FragmentSample[]>;
}

export interface FragmentSample {
  readonly data: Buffer;
  /** Decoding and presentation time and duration, in units of the track's time scale. */
  readonly dts: number;
  readonly cts: number;
  readonly duration: number;
}

export interface FragmentedFile {
  readonly movie: Movie;
  readonly fragments: AsyncIterable<Fragment>;
}

/**
 * Demuxes a fragmented MP4 as it arrives, holding one fragment at a time. However `read` ends, the bytes are given back
 * to where they come from.
 * @throws FragmentReadError; what `read` threw.
 */
export async function readFragmentedFile<T>(
  bytes: AsyncIterable<Buffer>,
  read: (file: FragmentedFile) => Promise<T>,
): Promise<T> {
  const boxes = topLevelBoxes(bytes);
  try {
    return await read(await openFragmentedFile(boxes));
  } finally {
    await boxes.return(undefined);
  }
}

async function openFragmentedFile(boxes: AsyncGenerator<TopLevelBox>): Promise<FragmentedFile> {
  const head: Buffer[] = [];
  for (;;) {
    const { value: box, done } = await boxes.next();
    if (done === true) throw new FragmentReadError('the file ends before its moov');
    head.push(box.bytes);
    if (box.type === 'moov') break;
    if (box.type !== 'ftyp') throw new FragmentReadError(`a box of type ${box.type} stands before the moov`);
  }
  const headBytes = Buffer.concat(head);
  if (headBytes.length > LARGEST_HEAD_BYTES) throw new FragmentReadError('the moov is too large');
  const movie = demuxer(headBytes).getInfo();
  return { movie, fragments: readFragments(boxes, headBytes, movie) };
}

async function* readFragments(
  boxes: AsyncGenerator<TopLevelBox>,
  head: Buffer,
  movie: Movie,
): AsyncGenerator<Fragment> {
  for (;;) {
    const { value: moof, done } = await boxes.next();
    if (done === true) return;
    const { value: mdat } = await boxes.next();
    if (moof.type !== 'moof' || mdat?.type !== 'mdat') {
      throw new FragmentReadError(`a ${moof.type} and a ${mdat?.type} stand where a moof and an mdat belong`);
    }
    yield demuxFragment(head, moof, mdat, movie);
  }
}

/** Each fragment gets a demuxer of its own, as if it stood right behind the head, so that nothing piles up. */
function demuxFragment(head: Buffer, moof: TopLevelBox, mdat: TopLevelBox, movie: Movie): Fragment {
  const bytes = Buffer.concat([moof.bytes, mdat.bytes]);
  const file = demuxer(Buffer.concat([head, moof.bytes]));
  const firstDataByte = moof.bytes.length + 8;
  const dataOf = (sample: Sample): Buffer => {
    const start = sample.offset - head.length;
    if (start < firstDataByte || start + sample.size > bytes.length) {
      throw new FragmentReadError('a sample lies outside its mdat');
    }
    return bytes.subarray(start, start + sample.size);
  };
  const samples = new Map(
    movie.tracks.map(({ id }) => [
      id,
      file.getTrackSamplesInfo(id).map((sample) => ({
        data: dataOf(sample),
        dts: sample.dts,
        cts: sample.cts,
        duration: sample.duration,
      })),
    ]),
  );
  return { offset: moof.offset, length: bytes.length, samples };
}

function demuxer(bytes: Buffer) {
  const file = createFile();
  let failure: string | undefined;
  file.onError = (module, message) => {
    failure = `${module}: ${message}`;
  };
  const copy = new Uint8Array(bytes).buffer;
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(copy, 0), true);
  if (failure !== undefined) throw new FragmentReadError(failure);
  return file;
}

interface TopLevelBox {
  readonly type: string;
  readonly offset: number;
  /** The whole box with its header. */
  readonly bytes: Buffer;
}

/** Cuts a stream of bytes into top-level boxes (ISO/IEC 14496-12, section 4.2). */
async function* topLevelBoxes(chunks: AsyncIterable<Buffer>): AsyncGenerator<TopLevelBox> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let offset = 0;
  const peek = (): Buffer => {
    if (pending.length > 1) pending = [Buffer.concat(pending)];
    return pending[0] ?? Buffer.alloc(0);
  };
  let wanted = 8;
  for await (const chunk of chunks) {
    pending.push(chunk);
    pendingBytes += chunk.length;
    while (pendingBytes >= wanted) {
      const bytes = peek();
      const size = bytes.readUInt32BE(0);
      if (size < 8 || size > LARGEST_FRAGMENT_BYTES) throw new FragmentReadError(`a box at ${offset} has size ${size}`);
      wanted = size;
      if (pendingBytes < size) break;
      yield { type: bytes.toString('latin1', 4, 8), offset, bytes: bytes.subarray(0, size) };
      offset += size;
      pending = [bytes.subarray(size)];
      pendingBytes -= size;
      wanted = 8;
    }
  }
  if (pendingBytes > 0) throw new FragmentReadError(`the file ends inside the box at ${offset}`);
}
