/** `GET /api/v1/config`: what a player needs before it joins. */
export interface PlayerConfig {
  protocol: number;
  /** mediasoup `RtpCapabilities` of every router. */
  routerRtpCapabilities: unknown;
  iceServers: IceServer[];
}

export interface IceServer {
  urls: string | string[];
  username?: string;
  credential?: string;
}
