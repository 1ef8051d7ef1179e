import { expect } from 'chai';
import { contentTypeOf } from '../../../../media/store/content-type.js';

describe('content types', () => {
  it('follow the ending of a key; what is not known is bytes', () => {
    expect(contentTypeOf('media/a/media.mp4')).to.equal('video/mp4');
    expect(contentTypeOf('media/a/index.json')).to.equal('application/json');
    expect(contentTypeOf('media/a/poster.jpg')).to.equal('image/jpeg');
    expect(contentTypeOf('media/a/storyboard.vtt')).to.equal('text/vtt; charset=utf-8');
    for (const key of ['a', 'media.mp4/a', 'a.unknown', 'a.constructor']) {
      expect(contentTypeOf(key), key).to.equal('application/octet-stream');
    }
  });
});
