/** Opinion words of Spanish: by how positive they are, -1 to 1. Of our own writing. */
export const SPANISH: Readonly<Record<string, string>> = {
  '-1': `
    asco, asqueroso, asquerosa, asquerosos, basura, cabrón, cabrones, hijos de puta, hijo de puta, puta mierda, mierda, gilipollas, estafa, estafador, estafadores, estafado, estafada, timo, ladrón, ladrones,
    vergüenza, vergonzoso, vergonzosa, sinvergüenza, sinvergüenzas, lamentable, patético, patética, pésimo, pésima, horrible, horroroso, horrorosa, odio, odiar, odia, boicot, escándalo, escandaloso, corrupto,
    corruptos, corrupción, inaceptable, intolerable, indignante, repugnante, nunca más, asesino, asesinos, traidor, traidores, desastre, desastroso, nefasto, nefasta, robo, robar, robando, criminal, criminales, mentiroso, mentirosos`,
  '-0.7': `
    mal, malo, mala, malos, malas, peor, peores, triste, tristes, tristeza, llorar, lloro, llorando, dolor, duele, miedo, terrible, problema, problemas, avería, averías, avería general, reclamación, queja, quejas, denuncia, denunciar,
    demanda, multa, sanción, fraude, engaño, engañar, engañado, engañan, mentira, mentiras, mienten, fallo, fallos, falla, roto, rota, inútil, inútiles, idiota, idiotas, imbécil, tonto, tonta, estúpido, estúpida, estúpidos, ridículo, ridícula, joder, jodido, jodida, coño, puto, puta,
    cansado, cansada, harto, harta, hartos, furioso, enfadado, enfadada, cabreado, cabreada, rabia, ira, indignado, decepción, decepcionado, decepcionada, decepcionante, muerte, muertos, muerto, matar, matan, víctima, víctimas, violencia,
    guerra, crisis, hambre, pobreza, culpa, peligro, peligroso, peligrosa, horror, tragedia, fracaso, fracasar, racista, machista, fascista, fascistas, insulto, insultos, insultar, amenaza, enfermo, enferma, enfermedad, deprimido, depresión, ansiedad, sufrir, sufrimiento, no funciona, no responden, tomadura de pelo, una broma`,
  '-0.4': `
    difícil, lento, lenta, lentos, caro, cara, retraso, retrasos, cancelado, cancelada, error, errores, perder, perdido, perdida, pierdo, falta, faltan, aburrido, aburrida, aburro, pena, lástima, raro, rara, nervios, nervioso, preocupado, preocupada, preocupa,
    sin respuesta, sueño que tengo, frío, calor, echo de menos, extraño, sola, solo, sufro, huelga, deuda, despido, despidos, paro, feo, fea, molesta, molesto, odioso, pesado, pesada, duro, dura, imposible, fatal, ojalá, dormir no puedo, por desgracia, desgraciadamente, ni siquiera, todavía no`,
  '0.4': `
    mejor, mejores, interesante, útil, rápido, rápida, barato, fácil, fiable, seguro, segura, gratis, tranquilo, tranquila, bueno, buena, buenos, buenas, bien, ganar, gano, ganado, ganamos, disfruta, disfrutar, disfrutando, ayuda, apoyo, esperanza, esperando con ganas,
    descanso, sonrisa, divertido, divertida, risa, vamos, ánimo, suerte, éxito, éxitos, saludos, abrazo, abrazos, recomendado, solucionado, resuelto, agradable, claro que sí`,
  '0.7': `
    gracias, feliz, felices, felicidad, felicidades, enhorabuena, amor, amo, amar, quiero mucho, te quiero, os quiero, encanta, encantan, encantado, encantada, bonito, bonita, bonitos, precioso, preciosa, preciosos, guapo, guapa, guapos, hermoso, hermosa, linda, lindo,
    alegría, alegre, alegro, contento, contenta, genial, geniales, bravo, recomiendo, recomendable, orgullo, orgulloso, orgullosa, satisfecho, satisfecha, ilusión, besos, beso, crack, grande eres, gracioso, graciosa, maja, majo, un placer, qué ganas, por fin, buen trabajo, buenísimo, buenísima`,
  '1': `maravilloso, maravillosa, maravilla, excelente, excelentes, perfecto, perfecta, increíble, fantástico, fantástica, espectacular, estupendo, estupenda, magnífico, magnífica, impresionante, extraordinario, brutal, la mejor, el mejor, los mejores, me flipa, fabuloso`,
};
