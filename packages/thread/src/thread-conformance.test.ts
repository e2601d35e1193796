import { strategySuite } from '@exec/conformance';
import { ThreadStrategy } from '@exec/thread';
import { describe, it } from 'vitest';

strategySuite({ describe, it }, () => new ThreadStrategy({ maxWorkers: 2 }));
