/** Where an instance finds its metadata (docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html). */
export const metadataAddress = '169.254.169.254';

/** Where it finds its resolver (docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html). */
export const resolverAddress = '169.254.169.253';

/** Where hosts of the Internet answer it, when it may reach them. */
export const outsideAddress = '198.18.0.2';

/** Address at which AWS's services answer instances: reserved for test networks (RFC 2544). */
export const serviceAddress = '198.18.0.1';
