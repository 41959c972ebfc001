/** Everything the pages say, in French. Its shape is the one that the other languages have to fill. */

import type { MemberRole } from '../domain/agency.ts';
import type { ChannelKind, DeliveryFailureReason, DeliveryStatus } from '../domain/alert.ts';
import type { BrandKind } from '../domain/brand.ts';
import type { BuzzFigures, BuzzLevel, BuzzReason, BuzzStatus } from '../domain/buzz.ts';
import { type CountedForms, type Formats, NBSP } from '../domain/formats.ts';
import type { SentimentLabel } from '../domain/mention.ts';
import type { FetchFailureReason, SourceKind } from '../domain/source.ts';
import { PASSWORD_CHARS_MIN } from '../intents/people.ts';

export type Messages = ReturnType<typeof makeFrenchMessages>;

const MENTIONS: CountedForms = { one: 'mention', other: 'mentions' };
const NEGATIVES: CountedForms = { one: 'négative', other: 'négatives' };
const WEEKS: CountedForms = { one: 'semaine', other: 'semaines' };

export function makeFrenchMessages(formats: Formats) {
  const { number, counted, plural, percent, duration, instant } = formats;
  const levels: Readonly<Record<BuzzLevel, string>> = {
    1: 'Signal faible',
    2: 'À surveiller',
    3: 'Bad buzz',
    4: 'Crise',
  };
  const usual = (count: number): string => (count < 0.5 ? 'd’habitude presque aucune' : `d’habitude ${number(count)}`);

  return {
    tagline: 'Veille et alertes de réputation',
    nav: { label: 'Navigation', brands: 'Marques', sources: 'Sources', contacts: 'Contacts', settings: 'Réglages' },
    signOut: 'Se déconnecter',
    save: 'Enregistrer',
    cancel: 'Annuler',
    remove: 'Supprimer',
    optional: 'facultatif',
    skip: 'Aller au contenu',
    formHasErrors: 'Rien n’a été enregistré. Corrigez ce qui est signalé ci-dessous.',

    levels,
    levelOutOfFour: (level: BuzzLevel) => `${levels[level]} ${level}/4`,
    buzzStatuses: {
      open: 'Ouvert',
      acknowledged: 'Pris en charge',
      resolved: 'Terminé',
    } satisfies Record<BuzzStatus, string>,
    sentiments: { negative: 'négatif', neutral: 'neutre', positive: 'positif' } satisfies Record<
      SentimentLabel,
      string
    >,
    brandKinds: { client: 'Cliente', competitor: 'Concurrente' } satisfies Record<BrandKind, string>,
    sourceKinds: {
      feed: 'Flux RSS',
      forum: 'Forum',
      search: 'Alerte de recherche',
    } satisfies Record<SourceKind, string>,
    channelKinds: { email: 'E-mail', sms: 'SMS', webhook: 'Webhook' } satisfies Record<ChannelKind, string>,
    roles: {
      owner: 'propriétaire',
      manager: 'responsable',
      analyst: 'analyste',
      client: 'client',
    } satisfies Record<MemberRole, string>,
    deliveryStatuses: {
      pending: 'en attente',
      accepted: 'remis',
      dead: 'abandonné',
    } satisfies Record<DeliveryStatus, string>,
    deliveryFailures: {
      'connection-failed': 'le serveur ne répond pas',
      'timed-out': 'le serveur met trop de temps à répondre',
      busy: 'le fournisseur demande de réessayer plus tard',
      refused: 'le fournisseur a refusé le message',
      'not-configured': 'ce canal n’est pas configuré sur ce serveur',
      'gave-up': 'trop d’essais sans succès',
    } satisfies Record<DeliveryFailureReason, string>,
    fetchFailures: {
      'address-refused': `cette adresse mène à un réseau privé, que Vigie ne visite pas (l’exploitant peut l’autoriser${NBSP}: FETCH_ALLOWED_RANGES)`,
      'robots-refused': 'le site demande aux robots de ne pas lire cette page (robots.txt)',
      'host-unknown': 'ce nom de site n’existe pas',
      'connection-failed': 'le site ne répond pas',
      'timed-out': 'le site met trop de temps à répondre',
      'too-large': 'la page est trop volumineuse',
      'encoding-unreadable': 'la réponse est compressée d’une façon illisible',
      'too-many-redirects': 'le site renvoie sans fin vers une autre adresse',
      'not-authorised': 'le site refuse l’accès sans compte',
      'not-found': 'la page n’existe pas ou plus',
      gone: 'la page a été retirée pour de bon',
      'rate-limited': 'le site demande de venir moins souvent',
      'client-error': 'le site refuse notre demande',
      'server-error': 'le site est en panne',
      'secret-missing': 'il lui faut une clé ou un cookie qui n’a pas été donné',
      'settings-invalid': 'ses réglages de lecture sont inutilisables',
      'not-a-feed': 'la réponse n’est ni un flux ni un forum que Vigie sait lire',
      unreadable: 'la réponse est arrivée incomplète ou corrompue',
    } satisfies Record<FetchFailureReason, string>,
    reasons: {
      'negative-volume': (figures) =>
        `Bien plus de mentions négatives que d’ordinaire${NBSP}: ${number(figures.negativeCount)}, ${usual(figures.expectedNegativeCount)}.`,
      'negative-share': (figures) =>
        `La part de négatif (${percent(figures.negativeRatio)}) dépasse nettement l’habitude (${percent(figures.usualNegativeRatio)}).`,
      'mention-volume': (figures) =>
        `On parle bien plus de la marque${NBSP}: ${counted(figures.mentionCount, MENTIONS)}, ${usual(figures.expectedMentionCount)}.`,
      'many-authors': (figures) =>
        `${counted(figures.authorCount, { one: 'auteur se plaint', other: 'auteurs se plaignent' })}${NBSP}: ce n’est pas une voix isolée.`,
      'many-source-kinds': (figures) =>
        `Le sujet se propage${NBSP}: ${number(figures.sourceKindCount)} types de sources en parlent.`,
      'long-and-growing': () => 'Au niveau 3 depuis plus de deux heures, et toujours en hausse.',
    } satisfies Record<BuzzReason, (figures: BuzzFigures) => string>,

    unset: {
      mail: `Aucun serveur d’e-mail n’est réglé${NBSP}: les alertes et les bilans attendent. Réglez SMTP_URL et redémarrez Vigie.`,
      sms: `Aucun fournisseur de SMS n’est réglé${NBSP}: les SMS attendent. Réglez TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN et TWILIO_FROM, puis redémarrez Vigie.`,
    },

    brands: {
      title: 'Marques',
      clients: 'Marques clientes',
      competitors: 'Concurrentes',
      name: 'Marque',
      mentionsToday: 'Mentions aujourd’hui',
      sameTimeLastWeek: 'Il y a 7 jours, même heure',
      negativeShare: 'Part de négatif',
      buzz: 'Buzz',
      lastSevenDays: '7 derniers jours',
      noBuzz: 'Rien d’anormal',
      sparkline: (counts: readonly number[]) =>
        `Mentions par jour, du plus ancien à aujourd’hui${NBSP}: ${counts.map(number).join(', ')}`,
      blind: (count: number) => `${counted(count, { one: 'source illisible', other: 'sources illisibles' })}`,
      blindNote: 'Ce qui s’y dit échappe à Vigie pour le moment.',
      blindLink: 'Voir lesquelles',
      openBuzzes: (count: number) => counted(count, { one: 'buzz en cours', other: 'buzz en cours' }),
      allCalm: 'Aucun buzz en cours',
      updatedAt: (at: Date) => `Situation au ${instant(at)}. La page se rafraîchit chaque minute.`,
      add: 'Suivre une marque',
      none: 'Aucune marque n’est suivie. Ajoutez la première pour que Vigie commence à écouter.',
    },

    brand: {
      newTitle: 'Suivre une marque',
      name: 'Nom de la marque',
      kind: 'Type de marque',
      query: 'Requête',
      queryHint:
        'Les mots qui font d’un texte une mention, avec AND, OR, NOT, guillemets et parenthèses. Laissez vide pour chercher le nom exact.',
      queryEditHint: `AND, OR, NOT, guillemets et parenthèses. Les textes déjà reçus seront relus avec la nouvelle requête${NBSP}; les mentions déjà trouvées restent.`,
      feeds: 'Flux RSS',
      forums: 'Forums',
      searches: 'Alertes de recherche',
      feedsHint: 'Une adresse par ligne. Vous pourrez en ajouter d’autres plus tard.',
      forumsHint: 'L’adresse d’une rubrique ou d’un fil de discussion, une par ligne.',
      searchesHint: 'L’adresse du flux RSS d’une alerte Google, une par ligne.',
      submit: 'Suivre cette marque',
      today: 'Aujourd’hui',
      mentionsToday: (count: number) => `${plural(count, MENTIONS)} aujourd’hui`,
      negativesToday: (count: number) => plural(count, NEGATIVES),
      shareToday: 'part de négatif',
      lastWeekSameTime: 'il y a 7 jours, à la même heure',
      chartTitle: 'Mentions par jour, 28 derniers jours',
      chartSummary: (mentionCount: number, negativeCount: number) =>
        `${counted(mentionCount, MENTIONS)} en 28 jours, dont ${counted(negativeCount, NEGATIVES)}.`,
      chartDay: (day: Date, mentionCount: number, negativeCount: number) =>
        `${formats.weekday(day)}${NBSP}: ${counted(mentionCount, MENTIONS)}, dont ${counted(negativeCount, NEGATIVES)}`,
      chartNegative: 'Négatives',
      chartOther: 'Autres',
      chartTable: 'Les mêmes nombres en tableau',
      day: 'Jour',
      total: 'Total',
      currentBuzz: 'Buzz en cours',
      pastBuzzes: 'Buzz passés',
      noPastBuzz: 'Aucun buzz jusqu’ici.',
      since: (at: Date) => `depuis le ${instant(at)}`,
      lasted: (durationMs: number) => `a duré ${duration(durationMs)}`,
      seeBuzz: 'Voir le buzz',
      mentions: 'Mentions',
      mentionsRange: '28 derniers jours, les plus récentes d’abord',
      filters: 'Filtrer les mentions',
      all: 'Toutes',
      setAsideFilter: 'Écartées',
      noMention: 'Aucune mention ici.',
      noSource: 'Aucune source n’est encore écoutée pour cette marque.',
      older: 'Plus anciennes',
      newest: 'Revenir aux plus récentes',
      setAside: 'Écarter',
      setAsideLabel: (title: string) => `Écarter «${NBSP}${title}${NBSP}», qui ne concerne pas la marque`,
      bringBack: 'Remettre',
      bringBackLabel: (title: string) => `Remettre «${NBSP}${title}${NBSP}» parmi les mentions`,
      irrelevant: 'écartée',
      unknownAuthor: 'auteur inconnu',
      openPage: 'Ouvrir la page',
      settings: 'Réglages de cette marque',
      addSource: 'Ajouter une source pour cette marque',
      delete: 'Ne plus suivre cette marque',
      deleteTitle: (name: string) => `Ne plus suivre ${name}${NBSP}?`,
      deleteText: 'Ses mentions, ses buzz, ses alertes et ses bilans seront supprimés. C’est définitif.',
      deleteSubmit: (name: string) => `Supprimer ${name}`,
    },

    buzz: {
      title: (brandName: string) => `Buzz · ${brandName}`,
      over: 'Buzz',
      since: (at: Date) => `Depuis le ${instant(at)}`,
      resolvedAt: (at: Date) => `Terminé le ${instant(at)}`,
      acknowledgedBy: (name: string, at: Date | null) =>
        `${name} s’en occupe${at === null ? '' : ` depuis le ${instant(at)}`}`,
      wasAcknowledgedBy: (name: string, at: Date | null) =>
        `Pris en charge par ${name}${at === null ? '' : ` le ${instant(at)}`}`,
      nobodyYet: 'Personne ne s’en occupe encore.',
      nobody: 'Personne ne l’a pris en charge.',
      acknowledge: 'J’ai vu, je m’en occupe',
      figures: 'Les chiffres',
      figuresWhen: (level: BuzzLevel, at: Date) => `au passage au niveau ${level}, le ${instant(at)}`,
      inWindow: (minutes: number) => `en ${duration(minutes * 60_000)}`,
      usual: 'd’habitude',
      negatives: 'Mentions négatives',
      mentions: 'Toutes les mentions',
      negativeShare: 'Part de négatif',
      authors: 'Auteurs mécontents',
      sites: 'Sites concernés',
      stories: 'Sujets distincts',
      baseline: (weekCount: number) =>
        weekCount > 0
          ? `L’habitude est mesurée à la même heure de la semaine, sur ${counted(weekCount, WEEKS)}.`
          : 'L’habitude est mesurée sur les derniers jours, la marque étant suivie depuis peu.',
      reasons: 'Pourquoi c’est anormal',
      worstMentions: 'Les pires mentions au moment de l’alerte',
      noWorstMention: 'Aucune mention négative n’a été retenue.',
      timeline: 'Déroulé',
      events: {
        opened: (level: BuzzLevel) => `Ouvert au niveau ${level}/4, ${levels[level].toLowerCase()}`,
        escalated: (level: BuzzLevel) => `Passé au niveau ${level}/4, ${levels[level].toLowerCase()}`,
        told: (names: string) => `Alerte adressée à ${names}`,
        toldOfEnd: (names: string) => `Retour à la normale annoncé à ${names}`,
        acknowledged: (name: string) => `Pris en charge par ${name}`,
        resolved: () => 'Retour à la normale',
      },
      eventFigures: (figures: BuzzFigures) =>
        `${counted(figures.negativeCount, NEGATIVES)} sur ${counted(figures.mentionCount, MENTIONS)} en ${duration(figures.windowMinutes * 60_000)}`,
      deliveries: 'Qui a été prévenu',
      noDelivery: 'Personne n’a été prévenu de ce buzz.',
      person: 'Personne',
      channel: 'Canal',
      outcome: 'Résultat',
      acceptedAt: (at: Date) => `remis le ${instant(at)}`,
      nextTry: (at: Date) => `prochain essai le ${instant(at)}`,
      backToBrand: (name: string) => `Retour à ${name}`,
    },

    sources: {
      title: 'Sources',
      none: 'Vigie n’écoute encore aucune source. Ajoutez un flux, un forum ou une alerte de recherche.',
      source: 'Source',
      health: 'État',
      lastSuccess: 'Dernière lecture',
      lastDocument: 'Dernière nouveauté',
      nextCheck: 'Prochain relevé',
      never: 'jamais',
      soon: 'dès que possible',
      well: 'À jour',
      waiting: 'Pas encore relevée',
      failing: 'Illisible',
      failingSince: (at: Date) => `depuis le ${instant(at)}`,
      for: 'Pour',
      allBrands: 'Toutes les marques',
      checkNow: 'Relever maintenant',
      checkNowLabel: (title: string) => `Relever maintenant ${title}`,
      stop: 'Ne plus écouter',
      stopLabel: (title: string, brand: string) => `Ne plus écouter ${title} pour ${brand}`,
      addTitle: 'Ajouter une source',
      url: 'Adresse',
      kind: 'Type de source',
      brand: 'Pour',
      submit: 'Écouter cette source',
      more: 'Sources suivantes',
      urlHint: 'L’adresse du flux, du forum ou du flux RSS de l’alerte.',
    },

    contacts: {
      title: 'Contacts',
      intro: 'Les personnes que Vigie prévient, et par quel canal.',
      none: 'Personne n’est prévenu pour le moment. Ajoutez au moins un contact.',
      person: 'Personne',
      channels: 'Canaux',
      brands: 'Marques',
      allBrands: 'Toutes',
      digest: 'Bilan hebdomadaire',
      yes: 'oui',
      no: 'non',
      fromLevel: (level: BuzzLevel) => `dès le niveau ${level}, ${levels[level].toLowerCase()}`,
      addTitle: 'Ajouter un contact',
      name: 'Nom',
      language: 'Langue des messages',
      email: 'Adresse e-mail',
      sms: 'Numéro de mobile',
      smsHint: 'Avec l’indicatif du pays, par exemple +33612345678.',
      webhook: 'Adresse de webhook',
      webhookHint: 'Pour vos outils. La clé de signature s’affichera une seule fois.',
      level: 'Prévenir à partir du niveau',
      defaultLevel: 'Selon le canal (e-mail 2, SMS 3)',
      brandsHint: `Si aucune n’est cochée${NBSP}: toutes les marques.`,
      wantsDigest: 'Reçoit le bilan hebdomadaire par e-mail',
      submit: 'Ajouter ce contact',
      removeLabel: (name: string) => `Supprimer ${name}`,
      secretTitle: 'Clé de signature du webhook',
      secretText: 'Copiez-la maintenant, elle ne sera plus affichée.',
      secretDone: 'J’ai copié la clé',
    },

    settings: {
      title: 'Réglages',
      agency: 'Agence',
      agencyName: 'Nom de l’agence',
      language: 'Langue',
      timeZone: 'Fuseau horaire',
      digestWeekday: 'Jour du bilan hebdomadaire',
      digestHour: 'Heure du bilan',
      nextDigest: (at: Date) => `Prochain bilan${NBSP}: ${instant(at)}.`,
      keys: 'Clés d’API',
      keysIntro: 'Une clé donne à l’un de vos outils l’accès à tout ce que voit l’agence.',
      noKey: 'Aucune clé.',
      keyName: 'Nom de la clé',
      keyNameHint: 'Ce à quoi elle sert, par exemple le nom de l’outil.',
      key: 'Clé',
      createdAt: 'Créée',
      lastUsed: 'Dernière utilisation',
      never: 'jamais',
      createKey: 'Créer une clé',
      revoke: 'Révoquer',
      revokeLabel: (name: string) => `Révoquer la clé ${name}`,
      keyShownTitle: 'Nouvelle clé d’API',
      keyShownText: 'Copiez-la maintenant, elle ne sera plus affichée.',
      keyShownDone: 'J’ai copié la clé',
      you: 'Votre compte',
    },

    setup: {
      title: 'Bienvenue dans Vigie',
      intro: `Deux minutes suffisent${NBSP}: votre agence, puis votre première marque.`,
      agency: 'Votre agence',
      agencyName: 'Nom de l’agence',
      agencyNameHint: 'Le vôtre si vous travaillez en indépendant.',
      language: 'Langue',
      timeZone: 'Fuseau horaire',
      timeZoneHint: 'Les jours, les heures habituelles et le bilan hebdomadaire suivent cette horloge.',
      owner: 'Votre compte',
      ownerName: 'Votre nom',
      email: 'Adresse e-mail',
      password: 'Mot de passe',
      passwordHint: `Au moins ${PASSWORD_CHARS_MIN} caractères.`,
      submit: 'Créer l’agence',
      usedTitle: 'Ce lien n’est pas valable, ou a déjà servi',
      usedText: `Si aucune agence n’existe encore, redémarrez Vigie${NBSP}: un nouveau lien s’affichera.`,
      usedSignIn: 'Sinon, connectez-vous.',
    },
    welcome: {
      title: 'Votre première marque',
      intro: 'Dites ce qu’il faut écouter et qui prévenir. Tout pourra être modifié ensuite.',
      sources: 'Où écouter',
      alerts: 'Qui prévenir',
      email: 'E-mail des alertes',
      emailHint: 'Reçoit les alertes dès le niveau 2 et le bilan hebdomadaire.',
      phone: 'Mobile pour les SMS',
      phoneHint: 'Avec l’indicatif du pays, par exemple +33612345678. Un SMS ne part qu’à partir du niveau 3.',
      submit: 'Commencer la veille',
      later: 'Plus tard',
    },
    signIn: {
      title: 'Connexion',
      email: 'Adresse e-mail',
      password: 'Mot de passe',
      submit: 'Se connecter',
      tooManyTries: 'Trop d’essais. Attendez un quart d’heure, puis recommencez.',
      noAgency: 'Aucun compte n’existe encore. Ouvrez le lien d’installation que Vigie a affiché à son démarrage.',
    },
    acknowledge: {
      title: (brandName: string) => `${brandName}${NBSP}: prendre en charge`,
      forPerson: (name: string) => `Bonjour ${name}.`,
      explain: 'En appuyant, vous dites à l’équipe que vous vous en occupez.',
      submit: 'J’ai vu, je m’en occupe',
      done: (name: string, at: Date | null) =>
        at === null
          ? `C’est noté${NBSP}: ${name} s’en occupe.`
          : `C’est noté${NBSP}: ${name} s’en occupe depuis le ${instant(at)}.`,
      already: (name: string, at: Date | null) =>
        at === null ? `Déjà pris en charge par ${name}.` : `Déjà pris en charge par ${name}, depuis le ${instant(at)}.`,
      resolved: (at: Date | null) =>
        at === null
          ? 'Ce buzz est terminé, il n’y a plus rien à faire.'
          : `Ce buzz est terminé depuis le ${instant(at)}, il n’y a plus rien à faire.`,
      peak: (figures: BuzzFigures) =>
        `${counted(figures.negativeCount, { one: 'mention négative', other: 'mentions négatives' })} en ${duration(figures.windowMinutes * 60_000)}, ${usual(figures.expectedNegativeCount)}.`,
      share: (figures: BuzzFigures) =>
        `${percent(figures.negativeRatio)} de négatif, d’habitude ${percent(figures.usualNegativeRatio)}.`,
      seeDashboard: 'Ouvrir le tableau de bord',
    },

    done: {
      'brand-added': 'La marque est suivie. Les textes déjà reçus sont relus en ce moment.',
      'brand-changed': 'Les réglages de la marque sont enregistrés.',
      'brand-deleted': 'La marque n’est plus suivie.',
      'source-added': 'La source est écoutée. Son premier relevé a lieu dès que possible.',
      'source-checked': 'Le relevé est demandé. Le résultat apparaîtra ici.',
      'source-stopped': 'Cette source n’est plus écoutée.',
      'contact-added': 'Le contact est ajouté.',
      'contact-removed': 'Le contact est supprimé.',
      'settings-saved': 'Les réglages sont enregistrés.',
      'key-revoked': 'La clé est révoquée.',
      acknowledged: 'C’est noté, vous vous en occupez.',
    },

    problems: {
      missing: 'Ce champ est obligatoire.',
      tooLong: (charsMax: number) => `C’est trop long${NBSP}: ${number(charsMax)} caractères au plus.`,
      agencyNameTaken: 'Une agence porte déjà ce nom. Choisissez-en un autre.',
      brandNameTaken: 'Vous suivez déjà une marque de ce nom. Choisissez-en un autre.',
      emailTaken: 'Cette adresse a déjà un compte. Connectez-vous ou prenez-en une autre.',
      email: 'Ce n’est pas une adresse e-mail. Écrivez-la comme marie@exemple.fr.',
      sms: 'Ce n’est pas un numéro international. Écrivez-le avec l’indicatif, comme +33612345678.',
      webhook: 'Ce n’est pas une adresse de webhook. Donnez une URL en https://, sans identifiant ni mot de passe.',
      url: (url: string) =>
        `«${NBSP}${url}${NBSP}» n’est pas une adresse web utilisable. Elle commence par https:// ou http:// et ne contient ni identifiant ni mot de passe.`,
      timeZone: 'Ce fuseau horaire n’existe pas. Choisissez-en un dans la liste, comme Europe/Paris.',
      password: `Le mot de passe est trop court${NBSP}: ${PASSWORD_CHARS_MIN} caractères au moins.`,
      credentials: 'Adresse e-mail ou mot de passe incorrect.',
      subscriptionExists: 'Cette source est déjà écoutée pour cette marque.',
      channel: 'Donnez au moins un moyen de joindre cette personne.',
      query: (position: number | null) =>
        position === null || position < 1
          ? 'Cette requête ne peut pas être lue. Elle doit contenir au moins un mot à trouver.'
          : `La requête ne peut pas être lue au caractère ${number(position)}. Vérifiez guillemets et parenthèses, et séparez AND de OR par des parenthèses.`,
    },

    errors: {
      notFoundTitle: 'Introuvable',
      notFound: 'Il n’y a rien à cette adresse, ou pas pour votre agence.',
      notAllowedTitle: 'Refusé',
      notAllowed: 'Votre compte ne permet pas cette action.',
      foreignForm: 'Cette demande ne vient pas d’une page de Vigie. Revenez à la page et recommencez.',
      conflictTitle: 'Impossible',
      buzzResolved: 'Ce buzz est déjà terminé, il n’y a plus rien à prendre en charge.',
      cursorInvalid: 'Cette page de la liste n’existe plus. Revenez au début.',
      badRequestTitle: 'Demande illisible',
      badRequest: 'Cette demande ne peut pas être lue. Revenez en arrière et recommencez.',
      unavailableTitle: 'Indisponible',
      unavailable: 'La base de données ne répond pas. Réessayez dans un instant.',
      faultTitle: 'Une erreur est survenue',
      fault:
        'Vigie a noté l’incident. Réessayez, et si cela se reproduit, prévenez la personne qui s’occupe du serveur.',
      home: 'Revenir aux marques',
    },
  };
}
