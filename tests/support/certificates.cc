#include "tests/support/certificates.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "common/base/check.h"

namespace wirefold {
namespace {

template <auto kFree>
struct Freer {
  template <typename T>
  void operator()(T* pointer) const {
    kFree(pointer);
  }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, Freer<X509_free>>;
using BioPtr = std::unique_ptr<BIO, Freer<BIO_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;

constexpr long kDaySeconds = 24 * 60 * 60;

template <typename Write>
std::string Pem(Write write) {
  const BioPtr out(BIO_new(BIO_s_mem()));
  WF_CHECK(write(out.get()) == 1);
  const char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return std::string(data, static_cast<size_t>(size));
}

std::string PemOf(X509* certificate) {
  return Pem([&](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

std::string PemOf(EVP_PKEY* key) {
  return Pem([&](BIO* out) { return PEM_write_bio_PKCS8PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); });
}

KeyPtr MakeKey() {
  KeyPtr key(EVP_EC_gen("P-256"));
  WF_CHECK(key != nullptr);
  return key;
}

void Extend(X509* certificate, X509* issuer, int extension, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const ExtensionPtr made(X509V3_EXT_conf_nid(nullptr, &context, extension, value.c_str()));
  WF_CHECK(made != nullptr && X509_add_ext(certificate, made.get(), -1) == 1);
}

// Not signed yet.
CertificatePtr MakeCertificate(const std::string& common_name, EVP_PKEY* key, bool expired) {
  static long serial = 0;
  CertificatePtr certificate(X509_new());
  WF_CHECK(certificate != nullptr && X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -2 * kDaySeconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), expired ? -kDaySeconds : kDaySeconds);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0);
  WF_CHECK(X509_set_pubkey(certificate.get(), key) == 1);
  return certificate;
}

}  // namespace

struct Authority::Impl {
  KeyPtr key;
  CertificatePtr certificate;
};

Authority::Authority(const std::string& common_name) : impl_(std::make_unique<Impl>()) {
  impl_->key = MakeKey();
  impl_->certificate = MakeCertificate(common_name, impl_->key.get(), /*expired=*/false);
  X509* own = impl_->certificate.get();
  X509_set_issuer_name(own, X509_get_subject_name(own));
  Extend(own, own, NID_basic_constraints, "critical,CA:TRUE");
  WF_CHECK(X509_sign(own, impl_->key.get(), EVP_sha256()) > 0);
  certificate_ = PemOf(own);
}

Authority::~Authority() = default;

Certificate Authority::Sign(const Request& request) const {
  const KeyPtr key = MakeKey();
  const CertificatePtr made = MakeCertificate(request.common_name, key.get(), request.expired);
  X509_set_issuer_name(made.get(), X509_get_subject_name(impl_->certificate.get()));
  if (!request.names.empty()) Extend(made.get(), impl_->certificate.get(), NID_subject_alt_name, request.names);
  WF_CHECK(X509_sign(made.get(), impl_->key.get(), EVP_sha256()) > 0);
  return {PemOf(made.get()), PemOf(key.get())};
}

}  // namespace wirefold
