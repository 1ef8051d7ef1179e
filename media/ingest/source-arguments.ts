/**
 * What a file may be. Playlists, manifests, image sequences and scripts are left out: opening one makes ffmpeg open what
 * it names. The plain sound formats are there for the sake of a better error.
 */
const CONTAINERS = [
  ...['mov', 'matroska', 'avi', 'mpegts', 'mpeg', 'mpegvideo', 'ogg', 'flv', 'asf', 'wtv', 'mxf', 'dv', 'gxf', 'nut'],
  ...['rm', 'ivf', 'h264', 'hevc', 'm4v', 'obu', 'yuv4mpegpipe', 'nsv', 'gif'],
  ...['wav', 'w64', 'mp3', 'flac', 'aac', 'ac3', 'aiff', 'caf', 'amr'],
];

/**
 * The input as every tool is given it: by a name of ours, for a file's own name may look like an option or a pattern, and
 * its ending like a format; a link of this name stands in the tool's working folder.
 */
export const SOURCE_NAME = 'source';

/** The copy of a sound whose channels or sample rate change midway, in the same folder. */
export const EVENED_SOUND_NAME = 'evened-sound';

/**
 * The input as ffmpeg is given it. ffmpeg would close each gap of ten seconds that it finds in what is broadcast, for the
 * picture and the sound apart; what is to be mended was mended before.
 */
export function inputArguments(name = SOURCE_NAME): string[] {
  return ['-dts_delta_threshold', '1000000000', ...sourceArguments(name)];
}

/** The input options and the input, the same for every tool: whatever the file says, it alone is read. */
export function sourceArguments(name = SOURCE_NAME): string[] {
  return [
    ...['-protocol_whitelist', 'file,pipe'],
    ...['-format_whitelist', CONTAINERS.join(',')],
    ...['-i', `file:${name}`],
  ];
}
