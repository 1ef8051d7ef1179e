import { expect } from 'chai';
import { loadSettings, SettingsError, settingsHelp } from '../../../../server/config/load-settings.js';
import { SETTINGS } from '../../../../server/config/settings.js';

const refused = (environment: Record<string, string>) => {
  try {
    loadSettings(environment);
  } catch (error) {
    expect(error).to.be.instanceOf(SettingsError);
    return (error as Error).message;
  }
  throw new Error(`${JSON.stringify(environment)} was accepted`);
};

describe('settings', () => {
  it('has a default for everything, so that nothing needs to be set', () => {
    expect(loadSettings({})).to.include({
      PORT: 8080,
      RTC_PORT: 44_400,
      DATA_DIR: './data',
      DEMO: true,
      HOUSE_FPS: 30,
    });
    expect(loadSettings({}).HOUSE_SIZE).to.deep.equal({ width: 1280, height: 720 });
    expect(loadSettings({}).ICE_SERVERS).to.deep.equal([]);
    expect(loadSettings({}).MEDIA_STORE).to.deep.equal({ kind: 'disk' });
  });

  it('takes what the environment says; an empty value is not set', () => {
    const settings = loadSettings({
      PORT: '9000',
      DEMO: '0',
      HOUSE_SIZE: '640x360',
      RTC_LISTEN_IP: '',
      HOUSE_FPS: '25',
    });
    expect(settings).to.include({ PORT: 9000, DEMO: false, HOUSE_FPS: 25, RTC_LISTEN_IP: undefined });
    expect(settings.HOUSE_SIZE).to.deep.equal({ width: 640, height: 360 });
    const { MEDIA_STORE } = loadSettings({ MEDIA_STORE: 's3://media/house' });
    expect(MEDIA_STORE).to.deep.equal({ kind: 's3', bucket: 'media', prefix: 'house/' });
  });

  it('names the setting, the value and what is allowed, in one line', () => {
    expect(refused({ PORT: 'http' })).to.equal('PORT=http cannot be used: allowed is a port, 0 to 65535');
    expect(refused({ HOUSE_FPS: '29.97' })).to.equal('HOUSE_FPS=29.97 cannot be used: allowed is 24, 25, 30, 50, 60');
    expect(refused({ HOUSE_SIZE: '641x360' }))
      .to.include('HOUSE_SIZE=641x360')
      .and.include('even');
    expect(refused({ ICE_SERVERS: '{"urls":1' })).to.include('a JSON list of RTCIceServer');
    expect(refused({ MEDIA_STORE: 's3:/media' })).to.equal(
      'MEDIA_STORE=s3:/media cannot be used: allowed is disk, or s3://BUCKET or s3://BUCKET/PREFIX',
    );
    expect(refused({ S3_ENDPOINT: 'minio:9000' })).to.include('an http(s) URL');
    expect(refused({ DEMO: 'yes' })).to.include('0 or 1');
    expect(refused({ RTC_LISTEN_IP: 'localhost' })).to.include('an IP address');
    expect(refused({ LOG_LEVEL: 'loud' })).to.include('fatal, error, warn');
  });

  it('takes no address of another kind than its use', () => {
    for (const url of ['javascript:alert(1)', 'ftp://tv.example', 'tv.example', 'file:///etc']) {
      expect(refused({ PUBLIC_URL: url })).to.equal(`PUBLIC_URL=${url} cannot be used: allowed is an http(s) URL`);
    }
    for (const url of [
      'http://relay.example',
      'turn:',
      'stun:relay.example?transport=udp',
      'turn:a b',
      'turn:x?transport=sctp',
    ]) {
      const servers = JSON.stringify([{ urls: url, username: 'u', credential: 'c' }]);
      expect(refused({ ICE_SERVERS: servers }), url).to.include('a JSON list of RTCIceServer');
      expect(refused({ ICE_SERVERS: JSON.stringify([{ urls: [url] }]) }), url).to.include(
        'a JSON list of RTCIceServer',
      );
    }
    expect(refused({ ICE_SERVERS: '[{"urls": []}]' })).to.include('a JSON list of RTCIceServer');
    const urls = ['stun:a.example', 'turn:[::1]:3478?transport=tcp', 'TURNS:a.example:5349'];
    expect(
      loadSettings({ ICE_SERVERS: JSON.stringify([{ urls, username: 'u', credential: 'c' }]) }).ICE_SERVERS[0]!.urls,
    ).to.deep.equal(urls);
  });

  it('takes as the announced address an address or a name, and no URL', () => {
    for (const wrong of ['http://tv.example', 'tv.example:44400', 'a b', '-']) {
      expect(refused({ RTC_ANNOUNCED_ADDRESS: wrong })).to.include('an IP address or host name');
    }
    for (const RTC_ANNOUNCED_ADDRESS of ['203.0.113.7', '2001:db8::7', 'media-1.tv.example']) {
      expect(loadSettings({ RTC_ANNOUNCED_ADDRESS })).to.include({ RTC_ANNOUNCED_ADDRESS });
    }
  });

  it('keeps the ports of all workers below 65536', () => {
    expect(refused({ RTC_PORT: '65534', RTC_WORKERS: '3' })).to.equal(
      'RTC_PORT=65534 cannot be used with RTC_WORKERS=3: each worker takes the next port, and the last is 65535; allowed is up to 65533',
    );
    for (const RTC_PORT of ['65533', '0']) loadSettings({ RTC_PORT, RTC_WORKERS: '3' });
  });

  it('trusts no proxy but those of this machine, unless told which', () => {
    expect(refused({ TRUSTED_PROXIES: '10.0.0.0/40' })).to.match(
      /^TRUSTED_PROXIES=10\.0\.0\.0\/40 cannot be used: .*10\.0\.0\.0\/8/,
    );
    const trusts = (list: string, address: string) =>
      loadSettings({ TRUSTED_PROXIES: list }).TRUSTED_PROXIES.has(address);
    expect([trusts('', '127.0.0.1'), trusts('', '172.17.0.1')]).to.deep.equal([true, false]);
    expect([trusts('172.17.0.0/16', '127.0.0.1'), trusts('172.17.0.0/16', '172.17.0.1')]).to.deep.equal([false, true]);
  });

  it('shows no secret in what it refuses', () => {
    expect(refused({ METRICS_TOKEN: 'short one' })).to.equal(
      'METRICS_TOKEN=… cannot be used: allowed is at least 16 letters, digits and -._~+/',
    );
    expect(refused({ ADMIN_PASSWORD: 'x'.repeat(1001) })).to.equal(
      'ADMIN_PASSWORD=… cannot be used: allowed is 8 to 1000 characters',
    );
  });

  it('wants credentials for a TURN server, its own or those that TURN_SECRET makes', () => {
    const turn = '[{"urls": ["stun:relay.example", "TURNS:relay.example"]}]';
    expect(refused({ ICE_SERVERS: turn })).to.match(/^ICE_SERVERS cannot be used: .*TURN_SECRET/);
    expect(loadSettings({ ICE_SERVERS: turn, TURN_SECRET: 's' }).TURN_SECRET).to.equal('s');
    loadSettings({ ICE_SERVERS: '[{"urls": "turn:relay.example", "username": "u", "credential": "c"}]' });
    loadSettings({ ICE_SERVERS: '[{"urls": "stun:relay.example"}]' });
  });

  it('lists every setting with its default in the help', () => {
    const help = settingsHelp();
    for (const [name, { fallback }] of Object.entries(SETTINGS)) {
      expect(help).to.include(name);
      if (fallback !== undefined) expect(help).to.include(`default ${fallback}`);
    }
  });
});
