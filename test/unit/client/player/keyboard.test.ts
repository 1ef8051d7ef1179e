import { expect } from 'chai';
import { commandFor } from '../../../../client/player/keyboard.js';

const press = (key: string, modifiers = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...modifiers });

describe('keyboard', () => {
  it('knows the keys that players share', () => {
    const commands = [' ', 'k', 'M', 'f', 'p', 'ArrowUp', 'ArrowDown'].map((key) => commandFor(press(key), 'DIV'));
    expect(commands).to.deep.equal([
      'toggle-play',
      'toggle-play',
      'toggle-muted',
      'toggle-fullscreen',
      'toggle-pip',
      'louder',
      'quieter',
    ]);
  });

  it('leaves other keys, and the browser’s own shortcuts, alone', () => {
    expect(commandFor(press('q'), 'DIV')).to.equal(null);
    expect(commandFor(press('constructor'), 'DIV')).to.equal(null);
    for (const modifier of ['ctrlKey', 'metaKey', 'altKey']) {
      expect(commandFor(press('f', { [modifier]: true }), 'DIV')).to.equal(null);
    }
  });

  it('leaves a focused button its space bar and a slider its arrows', () => {
    expect(commandFor(press(' '), 'BUTTON')).to.equal(null);
    expect(commandFor(press('ArrowUp'), 'INPUT')).to.equal(null);
    expect(commandFor(press('m'), 'INPUT')).to.equal('toggle-muted');
  });
});
