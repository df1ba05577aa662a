import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { destinationOf, endpointOf } from '../../lib/store/destination.js';
import { describeOnce } from '../support/describe-once.js';

const LOCAL = [
  'http://127.0.0.1:8000',
  'http://127.9.9.9',
  'http://[::1]:8000',
  'http://0.0.0.0:8000',
  'http://localhost:8000',
  'http://LocalHost:8000',
  'http://db.localhost:8000',
  'http://dynamodb-local:8000',
  'http://host.docker.internal:8000',
];
const ELSEWHERE = [
  'https://dynamodb.eu-central-1.amazonaws.com',
  'https://vpce-0a1b.dynamodb.eu-central-1.vpce.amazonaws.com',
  'http://localhost.example.com',
  'http://128.0.0.1',
  'http://10.0.0.7:8000',
  'http://127.0.0.1.example.com',
  'http://[2001:db8::1]:8000',
];

describeOnce('store/destination', () => {
  const isLocal = async (endpoint: string): Promise<boolean> => {
    const client = new DynamoDBClient({ endpoint, region: 'eu-central-1' });
    return (await destinationOf(client)).isLocal;
  };

  for (const endpoint of LOCAL) {
    it(`takes ${endpoint} for local`, async () => {
      expect(await isLocal(endpoint)).to.equal(true);
    });
  }
  for (const endpoint of ELSEWHERE) {
    it(`does not take ${endpoint} for local`, async () => {
      expect(await isLocal(endpoint)).to.equal(false);
    });
  }
  it('knows an endpoint of the environment', async () => {
    const before = process.env['AWS_ENDPOINT_URL_DYNAMODB'];
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = 'http://127.0.0.1:8000';
    try {
      const client = new DynamoDBClient({ region: 'eu-central-1' });
      expect(await destinationOf(client)).to.deep.equal({ host: '127.0.0.1', isLocal: true });
      expect(String(await endpointOf(client))).to.equal('http://127.0.0.1:8000/');
    } finally {
      if (before === undefined) delete process.env['AWS_ENDPOINT_URL_DYNAMODB'];
      else process.env['AWS_ENDPOINT_URL_DYNAMODB'] = before;
    }
  });
  it('does not take the endpoint of the region for local', async () => {
    const client = new DynamoDBClient({ region: 'eu-central-1' });
    expect(await destinationOf(client)).to.deep.equal({ host: 'DynamoDB itself', isLocal: false });
  });
});
