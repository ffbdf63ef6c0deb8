@export()
@description('What every storage account here is: open to Entra alone, by HTTPS, and from a virtual network alone where there is one.')
func accountProperties(isPublic bool) object => {
  allowBlobPublicAccess: false
  allowSharedKeyAccess: false
  defaultToOAuthAuthentication: true
  minimumTlsVersion: 'TLS1_2'
  supportsHttpsTrafficOnly: true
  publicNetworkAccess: isPublic ? 'Enabled' : 'Disabled'
  networkAcls: { defaultAction: isPublic ? 'Allow' : 'Deny', bypass: 'None' }
}
