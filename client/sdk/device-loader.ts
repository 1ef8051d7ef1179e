import { Device, detectDevice, type types } from 'mediasoup-client';
import { validateAndNormalizeRtpCapabilities } from 'mediasoup-client/ortc';
import type { PlayerConfig } from '../../shared/api/config.js';
import { ABS_CAPTURE_TIME_URI } from '../../shared/protocol/version.js';
import type { JoinRequest } from '../../shared/protocol/viewer.js';
import { assertDecodes, assertWebRtc, unsupported } from './browser-support.js';
import { unreadable } from './player-error.js';

/** What this browser and this server have in common. */
export interface LoadedDevice {
  readonly device: Device;
  /** For the `join` request. */
  readonly rtpCapabilities: JoinRequest['rtpCapabilities'];
}

/**
 * @throws PlayerError `unsupported-client` when the browser cannot receive what the server sends, `unreachable` when that
 *   is no server's.
 */
export async function loadDevice(routerRtpCapabilities: PlayerConfig['routerRtpCapabilities']): Promise<LoadedDevice> {
  const router = readable(routerRtpCapabilities as types.RtpCapabilities);
  const device = createDevice();
  await device.load({ routerRtpCapabilities: router }).catch(() => {
    throw unsupported('its WebRTC is too old');
  });
  const { codecs = [], headerExtensions = [] } = device.recvRtpCapabilities;
  assertDecodes(codecs.map(({ kind }) => kind));
  // Chromium never offers abs-capture-time, yet understands it when it is offered.
  const captureTime = (router.headerExtensions ?? []).filter(({ uri }) => uri === ABS_CAPTURE_TIME_URI);
  const offered = headerExtensions.filter(({ uri }) => uri !== ABS_CAPTURE_TIME_URI);
  return {
    device,
    rtpCapabilities: { codecs, headerExtensions: [...offered, ...captureTime] } as JoinRequest['rtpCapabilities'],
  };
}

/** The check that loading begins with, apart: what fails from there on is the browser's fault. */
function readable(capabilities: types.RtpCapabilities): types.RtpCapabilities {
  const checked = structuredClone(capabilities);
  try {
    validateAndNormalizeRtpCapabilities(checked);
  } catch {
    throw unreadable();
  }
  return checked;
}

/** A browser that goes by an unknown name is taken for one that keeps to the standard, as most do by now. */
function createDevice(): Device {
  assertWebRtc();
  return new Device({ handlerName: detectDevice() ?? 'Chrome111' });
}
