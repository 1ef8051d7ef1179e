/** Milliseconds: since the Unix epoch for an instant (names end in `AtMs` or `TimeMs`), else a length of time. */
export type Millis = number;

/** Video frames: since the Unix epoch on the global timeline, since its first frame within a media. */
export type FrameIndex = number;

/** 20 ms Opus packets: since the Unix epoch on the global timeline, since its first packet within a media. */
export type PacketIndex = number;

/** A 32-bit RTP timestamp on the 90 kHz video clock (RFC 6184, section 8.1). */
export type Ticks90k = number;

/** A 32-bit RTP timestamp on the 48 kHz Opus clock (RFC 7587, section 4.1). */
export type Ticks48k = number;
