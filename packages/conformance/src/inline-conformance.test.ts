import { strategySuite } from '@exec/conformance';
import { InlineStrategy } from '@exec/core';
import { describe, it } from 'vitest';

strategySuite({ describe, it }, () => new InlineStrategy());
