import { preset } from '../../jest.preset';

export default preset('run-record');
