import { preset } from '../../jest.preset';

export default preset('testkit');
