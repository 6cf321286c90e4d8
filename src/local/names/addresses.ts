/** The address of the instance metadata service (docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html). */
export const metadataAddress = '169.254.169.254';

/** The address of the resolver (docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html). */
export const resolverAddress = '169.254.169.253';

/** The address of Internet hosts inside an instance, if it can access them. */
export const internetAddress = '198.18.0.2';

/** The address of AWS's services inside instances: reserved for test networks (RFC 2544). */
export const serviceAddress = '198.18.0.1';
